#pragma once
#include "support/contender.hpp"

/// A hundred tasks, each of which goes to the back of the queue again and again. Plain threads and
/// calls have no such thing, nor has OpenMP: `taskyield` does nothing in the runtimes of g++ and clang,
/// and a task that makes its continuation as another one is run inside itself in a team of one.

namespace compare {

constexpr std::uint64_t tasks = 100;

}  // namespace compare
