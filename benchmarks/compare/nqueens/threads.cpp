#include "support/plain_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

/// The boards with two queens are the pieces.
answer nqueens(plain_threads& threads, std::uint64_t n) {
    if (n < 2) return serial_nqueens(empty_board(n));
    std::vector<board> pieces;
    placements(empty_board(n), [&](const board& one) {
        placements(one, [&](const board& two) { pieces.push_back(two); });
    });
    return threads.deal(pieces.size(), [&](std::uint64_t i) { return serial_nqueens(pieces[i]); });
}
const enlist<plain_threads, &nqueens> here;

}  // namespace
}  // namespace compare
