#include <algorithm>

#include "support/plain_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

constexpr std::uint64_t block = 4096;  ///< a thread for each task would take seconds

/// Blocks of calls are the pieces; no task has a life of its own here.
answer spawn_join(plain_threads& threads, std::uint64_t size) {
    return threads.deal((size + block - 1) / block, [size](std::uint64_t piece) {
        answer sum = 0;
        const std::uint64_t end = std::min(size, (piece + 1) * block);
        for (std::uint64_t i = piece * block; i < end; ++i) sum += tiny_work(i);
        return sum;
    });
}
const enlist<plain_threads, &spawn_join> here;

}  // namespace
}  // namespace compare
