#include "workload.hpp"

namespace compare {
namespace {

// OEIS A000170: solutions for n = 0, 1, …
constexpr answer solutions[] = {1,  1,   0,   0,    2,     10,    4,      40,
                                92, 352, 724, 2680, 14200, 73712, 365596, 2279184};

std::uint64_t count_placements(const board& b) {
    std::uint64_t count = 1;
    placements(b, [&](const board& next) { count += count_placements(next); });
    return count;
}

}  // namespace

const workload the_workload{
    .name = "nqueens",
    .operation = "placement",
    .size_is = "queens",
    .size = 12,
    .tiny = 6,
    .least = 1,
    .most = 15,
    .operations = [](std::uint64_t n) { return count_placements(empty_board(n)); },
    .right = [](std::uint64_t n, answer got) { return got == solutions[n]; },
};

}  // namespace compare
