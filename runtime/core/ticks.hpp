#pragma once
#include <cstdint>

namespace wend::inline v0::detail {

/// Nanoseconds of the monotonic clock.
std::int64_t now_ns() noexcept;

}  // namespace wend::inline v0::detail
