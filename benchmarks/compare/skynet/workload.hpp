#pragma once
#include "support/contender.hpp"

/// Skynet: a tree of tasks, each with ten children, down to 10^depth leaves; a leaf gives its
/// number, the others the sum of their children. Many children at once, and an answer from each.

namespace compare {

constexpr std::uint64_t branching = 10;

inline std::uint64_t leaves_of(std::uint64_t depth) {
    std::uint64_t leaves = 1;
    for (std::uint64_t i = 0; i < depth; ++i) leaves *= branching;
    return leaves;
}

answer serial_skynet(std::uint64_t first, std::uint64_t leaves);

}  // namespace compare
