#include <array>
#include <functional>

#include "support/wend_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

/// A grain of one, and fixed: a branch for each child, whether somebody wants it or not.
answer place(const board& b) {
    if (b.full()) return 1;
    std::array<board, most_queens> children;
    std::size_t count = 0;
    placements(b, [&](const board& next) { children[count++] = next; });
    return wend::parallel_reduce(
        std::size_t{0}, count, wend::fixed_grain{1}, answer{0},
        [&](std::size_t i) { return place(children[i]); }, std::plus<>{});
}

answer nqueens(wend_threads& threads, std::uint64_t n) {
    return std::get<0>(wend::fork_join(threads.pool, [n] { return place(empty_board(n)); }));
}
const enlist<wend_threads, &nqueens> here{"wend-functions"};

}  // namespace
}  // namespace compare
