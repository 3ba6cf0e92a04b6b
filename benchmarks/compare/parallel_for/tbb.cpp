#include <tbb/blocked_range.h>
#include <tbb/parallel_reduce.h>

#include <functional>

#include "support/tbb_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

/// The simple partitioner halves down to the grain; oneTBB's default would choose for itself.
answer loop(tbb_threads& threads, std::uint64_t size) {
    return threads.arena.execute([size] {
        return tbb::parallel_reduce(
            tbb::blocked_range<std::uint64_t>(0, size, grain), answer{0},
            [size](const tbb::blocked_range<std::uint64_t>& range, answer sum) {
                return sum + iterate(range.begin(), range.end(), size);
            },
            std::plus<answer>{}, tbb::simple_partitioner{});
    });
}
const enlist<tbb_threads, &loop> here;

}  // namespace
}  // namespace compare
