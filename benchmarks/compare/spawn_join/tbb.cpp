#include <tbb/task_group.h>

#include <vector>

#include "support/tbb_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

/// A task of a group has no answer: each writes to a place of its own.
answer all(std::uint64_t size) {
    std::vector<answer> answers(size);
    tbb::task_group group;
    for (std::uint64_t i = 0; i < size; ++i)
        group.run([&to = answers[i], i] { to = tiny_work(i); });
    group.wait();
    answer sum = 0;
    for (const answer each : answers) sum += each;
    return sum;
}

answer spawn_join(tbb_threads& threads, std::uint64_t size) {
    return threads.arena.execute([size] { return all(size); });
}
const enlist<tbb_threads, &spawn_join> here;

}  // namespace
}  // namespace compare
