#include "workload.hpp"

namespace compare {

answer serial_nqueens(const board& b) {
    if (b.full()) return 1;
    answer sum = 0;
    placements(b, [&](const board& next) { sum += serial_nqueens(next); });
    return sum;
}

namespace {

answer nqueens(calling_thread&, std::uint64_t n) { return serial_nqueens(empty_board(opaque(n))); }
const enlist<calling_thread, &nqueens> here;

}  // namespace
}  // namespace compare
