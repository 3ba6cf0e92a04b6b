#pragma once
#include <atomic>

#include "support/contender.hpp"

/// A thread outside of the runtime submits many tiny tasks and waits until all are done. OpenMP has
/// no outside.

namespace compare {

/// What one task does.
inline void add_to(std::atomic<answer>& sum, std::uint64_t i) {
    sum.fetch_add(mixed(i) & 0xFF, std::memory_order_relaxed);
}

}  // namespace compare
