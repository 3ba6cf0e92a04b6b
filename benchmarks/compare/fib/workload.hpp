#pragma once
#include "support/contender.hpp"

/// Fork-join fib: each call forks both halves and joins them, with no cut-off. Nothing but the
/// price of a task.

namespace compare {

[[gnu::noinline]] answer serial_fib(std::uint64_t n);

}  // namespace compare
