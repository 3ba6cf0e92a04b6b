#pragma once
#include <optional>
#include <string>

/// How many CPUs this process may use. What the system says is read below a root directory, "" for
/// the real one, so that tests can make up a machine.

namespace wend::inline v0::detail {

/// CPUs' worth of time that the cgroup of this process and its ancestors grant: the smallest
/// quota / period of cpu.max (v2) and cpu.cfs_quota_us / cpu.cfs_period_us (v1). Absent: no limit,
/// or nothing legible. Linux: Documentation/admin-guide/cgroup-v2.rst, scheduler/sched-bwc.rst.
std::optional<double> cgroup_cpus(const std::string& root = {});

/// CPUs in the calling thread's affinity mask, at least 1.
unsigned affinity_cpus() noexcept;

/// The smaller of both, rounded up, at least 1.
unsigned workers_for(std::optional<double> quota, unsigned cpus) noexcept;

}  // namespace wend::inline v0::detail
