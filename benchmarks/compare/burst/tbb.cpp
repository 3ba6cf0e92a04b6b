#include "support/tbb_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

/// The submitter stays outside: a wait for a task_group would make it one of the workers.
answer burst(tbb_workers& threads, std::uint64_t size) {
    std::atomic<answer> sum{0};
    std::atomic<std::uint64_t> left{size};
    for (std::uint64_t i = 0; i < size; ++i) {
        threads.arena.enqueue([&sum, &left, i] {
            add_to(sum, i);
            if (left.fetch_sub(1) == 1) left.notify_one();
        });
    }
    for (std::uint64_t seen = left; seen != 0; seen = left) left.wait(seen);
    return sum.load();
}
const enlist<tbb_workers, &burst> here;

}  // namespace
}  // namespace compare
