#include <atomic>
#include <vector>

#include "support/tbb_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

/// oneTBB has no yield: a task enqueues its continuation, which is fair among those that did so, as
/// a yield is. (A spawned one would be the next to run, and nobody else would.)
struct yielder {
    tbb::task_arena* arena;
    std::atomic<std::uint64_t>* running;
    std::uint64_t left, done = 0;

    void operator()() {
        if (left == 0) {
            if (running->fetch_sub(1) == 1) running->notify_one();
            return;
        }
        --left;
        ++done;
        arena->enqueue([this] { (*this)(); });
    }
};

answer storm(tbb_workers& threads, std::uint64_t size) {
    std::atomic<std::uint64_t> running{tasks};
    std::vector<yielder> yielders(tasks, yielder{&threads.arena, &running, size});
    for (auto& each : yielders) threads.arena.enqueue([&each] { each(); });
    for (std::uint64_t seen = running; seen != 0; seen = running) running.wait(seen);
    answer sum = 0;
    for (const auto& each : yielders) sum += each.done;
    return sum;
}
const enlist<tbb_workers, &storm> here;

}  // namespace
}  // namespace compare
