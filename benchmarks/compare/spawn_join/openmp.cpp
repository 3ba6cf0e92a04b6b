#include <vector>

#include "support/openmp_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

/// The runtime does a task on the spot when many wait already (g++: 64 a thread), or in a team of
/// one.
answer all(std::uint64_t size) {
    std::vector<answer> answers(size);
    for (std::uint64_t i = 0; i < size; ++i) {
        answer* const to = &answers[i];
#pragma omp task firstprivate(to, i)
        *to = tiny_work(i);
    }
#pragma omp taskwait
    answer sum = 0;
    for (const answer each : answers) sum += each;
    return sum;
}

answer spawn_join(openmp_threads& threads, std::uint64_t size) {
    return threads.run([size] { return all(size); });
}
const enlist<openmp_threads, &spawn_join> here;

}  // namespace
}  // namespace compare
