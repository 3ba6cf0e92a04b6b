#pragma once
#include "support/contender.hpp"

/// Counts the ways to put n queens on a board: one task for each queen that can be placed. An
/// irregular tree with few children for each node.

namespace compare {

/// Rows from the top are filled; bits are the columns that are taken.
struct board {
    std::uint32_t all;  ///< the columns there are
    std::uint32_t columns = 0, left = 0, right = 0;

    bool full() const { return columns == all; }
    std::uint32_t open() const { return all & ~(columns | left | right); }
    board with(std::uint32_t queen) const {
        return {all, columns | queen, (left | queen) << 1, (right | queen) >> 1};
    }
};
inline board empty_board(std::uint64_t n) { return {(1U << n) - 1}; }

/// Calls `visit(board)` for each queen that can be placed in the next row.
template <class Visit>
void placements(const board& b, Visit visit) {
    for (std::uint32_t open = b.open(); open != 0; open &= open - 1) visit(b.with(open & -open));
}

constexpr std::size_t most_queens = 16;

answer serial_nqueens(const board& b);

}  // namespace compare
