#include <functional>

#include "support/wend_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

answer loop(wend_threads& threads, std::uint64_t size) {
    return wend::parallel_reduce(
        threads.pool, std::uint64_t{0}, size, wend::grain{grain}, answer{0},
        [size](std::uint64_t begin, std::uint64_t end, answer sum) {
            return sum + iterate(begin, end, size);
        },
        std::plus<>{});
}
const enlist<wend_threads, &loop> here{"wend-functions"};

}  // namespace
}  // namespace compare
