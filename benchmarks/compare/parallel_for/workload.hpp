#pragma once
#include "support/contender.hpp"

/// A loop whose iterations cost unevenly: mostly little, every 64th on average 32 times as much,
/// and more towards the end. Halved down to ranges of `grain` iterations, which no runtime makes
/// smaller or larger.

namespace compare {

constexpr std::uint64_t grain = 64;

/// Iterations begin to end - 1, serially; their sum.
answer iterate(std::uint64_t begin, std::uint64_t end, std::uint64_t all);

}  // namespace compare
