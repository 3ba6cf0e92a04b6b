#pragma once
#include <wend/core/moved.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace wend::inline v0 {

/// Who sees what a worker has queued. when_hungry: others only when one of them searches or sleeps,
/// which costs the worker nothing at each push and pop; needs the kernel's membarrier, without it
/// `always` is what you get. always: everybody, at a locked instruction each.
enum class queue_sharing : std::uint8_t { when_hungry, always };

/// How a pool is made. Every member has a default, so `pool_options{.workers = 2, .name = "io"}`
/// is all one writes.
struct pool_options {
    /// How many threads. Absent: as many CPUs as this process may use (affinity mask, cgroup quota,
    /// rounded up), at least 1. 0 is refused.
    std::optional<unsigned> workers{};
    /// 1 to 64 bytes; threads are called "<name>-<index>". Not given (`data()` is null): "worker"
    /// for the first such pool alive, "pool2", "pool3", … for others beside it. Copied.
    std::string_view name{};
    /// Called on each worker's thread, which has its name already, before its first item. Must not
    /// wait for work of this pool, and nor must the other one: the worker runs none meanwhile.
    void (*on_thread_start)(unsigned worker, void* user) = nullptr;
    /// Called on each worker's thread after its last item.
    void (*on_thread_stop)(unsigned worker, void* user) = nullptr;
    void* user = nullptr;  ///< passed to both; outlives the pool
    /// Of each worker's stack, in bytes; 0: the system's default. Less than PTHREAD_STACK_MIN is
    /// refused.
    std::size_t stack_bytes = 0;
    queue_sharing sharing = queue_sharing::when_hungry;
};

static_assert(!hazardous_temporary<pool_options>);

}  // namespace wend::inline v0
