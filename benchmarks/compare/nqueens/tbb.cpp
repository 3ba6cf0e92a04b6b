#include <tbb/task_group.h>

#include <array>

#include "support/tbb_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

answer place(const board& b) {
    if (b.full()) return 1;
    std::array<answer, most_queens> parts{};
    std::size_t children = 0;
    tbb::task_group group;
    placements(b, [&](const board& next) {
        group.run([&part = parts[children++], next] { part = place(next); });
    });
    group.wait();
    answer sum = 0;
    for (const answer part : parts) sum += part;
    return sum;
}

answer nqueens(tbb_threads& threads, std::uint64_t n) {
    return threads.arena.execute([n] { return place(empty_board(n)); });
}
const enlist<tbb_threads, &nqueens> here;

}  // namespace
}  // namespace compare
