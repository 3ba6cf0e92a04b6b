#include <array>

#include "support/openmp_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

answer place(board b) {
    if (b.full()) return 1;
    std::array<answer, most_queens> parts{};
    std::size_t children = 0;
    placements(b, [&](const board& next) {
        answer* const part = &parts[children++];
#pragma omp task firstprivate(next, part)
        *part = place(next);
    });
#pragma omp taskwait
    answer sum = 0;
    for (const answer part : parts) sum += part;
    return sum;
}

answer nqueens(openmp_threads& threads, std::uint64_t n) {
    return threads.run([n] { return place(empty_board(n)); });
}
const enlist<openmp_threads, &nqueens> here;

}  // namespace
}  // namespace compare
