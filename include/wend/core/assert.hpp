#pragma once

namespace wend::inline v0::detail {

/// Prints "wend: <file>:<line>: broken contract: <what>" on stderr and aborts. Never returns, never
/// throws.
[[noreturn, gnu::cold]] void panic(const char* what, const char* file, unsigned line) noexcept;

}  // namespace wend::inline v0::detail

/// Checks a contract in every build mode: a broken one is a bug of the caller, and the message says
/// what to do.
#define WEND_ASSERT(condition, what) \
    (static_cast<bool>(condition) ? void() : ::wend::detail::panic(what, __FILE__, __LINE__))
