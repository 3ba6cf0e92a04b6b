#pragma once
#include "support/contender.hpp"

/// A hundred tasks, each of which goes to the back of the queue again and again. Plain threads and
/// calls have no such thing.

namespace compare {

constexpr std::uint64_t tasks = 100;

}  // namespace compare
