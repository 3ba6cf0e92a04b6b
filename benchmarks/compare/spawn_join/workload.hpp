#pragma once
#include "support/contender.hpp"

/// One task starts many tiny ones, keeps a handle or a place for each answer, and then joins them
/// all. What a task costs that has a life and an answer of its own.

namespace compare {

/// What a tiny task does.
inline answer tiny_work(std::uint64_t i) { return opaque(i) & 0xFF; }

}  // namespace compare
