#include "workload.hpp"

#include <map>

namespace compare {

/// Geometric with mean 4: one more with probability 4/5 each time.
unsigned node::children() const {
    if (left == 0) return 0;
    const std::uint64_t draw = mixed(state ^ 0x5851F42D4C957F2D) >> 32;
    std::uint64_t bar = std::uint64_t{1} << 32;
    unsigned count = 0;
    while (draw < (bar = bar * 4 / 5)) ++count;
    return count;
}

node root_of(std::uint64_t depth) {
    constexpr std::uint64_t seed = 19;
    return {mixed(seed), depth};
}

namespace {

std::uint64_t nodes(std::uint64_t depth) {
    static std::map<std::uint64_t, std::uint64_t> known;
    auto& count = known[depth];
    if (count == 0) count = serial_uts(root_of(depth));
    return count;
}

}  // namespace

const workload the_workload{
    .name = "uts",
    .operation = "node",
    .size_is = "depth of the tree",
    .size = 9,
    .tiny = 4,
    .least = 1,
    .most = 13,
    .operations = &nodes,
    .right = [](std::uint64_t depth, answer got) { return got == nodes(depth); },
};

}  // namespace compare
