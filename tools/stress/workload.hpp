#pragma once
#include <wend/exec/executor.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace stress {

/// An invariant of the library doesn't hold.
struct violation : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Throws violation with `what` unless `holds`.
inline void check(bool holds, std::string_view what) {
    if (!holds) throw violation(std::string(what));
}

enum class executor_kind { pool, tbb };

/// What a workload is run with, and where it counts.
struct run {
    std::uint64_t seed = 0;
    unsigned threads = 2;
    unsigned tasks = 1000;  ///< per round
    executor_kind executor = executor_kind::pool;
    bool plant = false;  ///< breaks the workload's own invariant, to show that it is checked
    std::chrono::steady_clock::time_point end;

    std::atomic<std::uint64_t> operations{0};  ///< also a sign of life for the watchdog
    std::atomic<std::uint64_t> checks{0};
    std::atomic<bool> interrupted{false};

    bool time_left() const {
        return !interrupted.load(std::memory_order_relaxed) &&
               std::chrono::steady_clock::now() < end;
    }
    void verify(bool holds, std::string_view what) {
        checks.fetch_add(1, std::memory_order_relaxed);
        check(holds, what);
    }
    void count(std::uint64_t n = 1) { operations.fetch_add(n, std::memory_order_relaxed); }
    std::mt19937_64 random(std::uint64_t stream) const {
        return std::mt19937_64(seed ^ (stream * 0x9E3779B97F4A7C15U));
    }
};

struct workload {
    std::string_view name;
    std::string_view fault;   ///< the fault it looks for
    std::string_view checks;  ///< the invariants, in a few words
    void (*body)(run&);       ///< runs rounds until !time_left(); throws violation
};

const std::vector<workload>& workloads();

// One file each.
void deque_workload(run&);
void spawn_join_workload(run&);
void hop_workload(run&);
void start_stop_workload(run&);
void park_workload(run&);
void throw_workload(run&);

/// Threads and open descriptors of this process.
struct resources {
    std::size_t threads = 0;
    std::size_t descriptors = 0;
    friend bool operator==(const resources&, const resources&) = default;
};
resources resources_now();
/// Waits until they are what they were (a thread that was joined may be listed for a moment); false if
/// they don't come back.
bool resources_return(const resources& before);

}  // namespace stress
