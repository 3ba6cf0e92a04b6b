#include <vector>

#include "support/wend_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

wend::task<answer> place(board b) {
    if (b.full()) co_return 1;
    std::vector<wend::task<answer>> children;
    placements(b, [&](const board& next) { children.push_back(place(next)); });
    const std::vector<answer> parts = co_await wend::when_all(std::move(children));
    answer sum = 0;
    for (const answer part : parts) sum += part;
    co_return sum;
}

answer nqueens(wend_threads& threads, std::uint64_t n) {
    return threads.run(place(empty_board(n)));
}
const enlist<wend_threads, &nqueens> here;

}  // namespace
}  // namespace compare
