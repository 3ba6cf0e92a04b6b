#include "workload.hpp"

#include <filesystem>
#include <system_error>
#include <thread>

namespace stress {

const std::vector<workload>& workloads() {
    static const std::vector<workload> all{
        {"deque", "lost or doubled item",
         "each item taken exactly once by owner or thieves, over growth", &deque_workload},
        {"spawn-join", "lost task, leaked frame",
         "sums of values, one outcome for each task, no frame left", &spawn_join_workload},
        {"hop", "wrong home or name after a hop",
         "executor and task name after each await; items in order", &hop_workload},
        {"start-stop", "hang or leak at shutdown",
         "threads, descriptors and frames are back after each pool", &start_stop_workload},
        {"park", "lost wake-up", "each foreign submit runs; bursts and silence", &park_workload},
        {"throw", "leak on an exception", "each failure arrives once; no frame left",
         &throw_workload},
    };
    return all;
}

namespace {

std::size_t entries(const char* folder) {
    std::size_t count = 0;
    std::error_code gone;
    for (std::filesystem::directory_iterator it(folder, gone), end; !gone && it != end;
         it.increment(gone))
        ++count;
    return count;
}

}  // namespace

resources resources_now() { return {entries("/proc/self/task"), entries("/proc/self/fd")}; }

bool resources_return(const resources& before) {
    for (int attempt = 0; attempt < 10'000; ++attempt) {
        if (resources_now() == before) return true;
        std::this_thread::yield();
    }
    return false;
}

}  // namespace stress
