#pragma once
#include <cstddef>

namespace wend::inline v0 {

/// Bytes that are kept apart so that two writers don't share a line. Fixed (not the standard's
/// constant, which may differ between compilers and is part of layouts): x86-64 and most aarch64
/// have 64.
inline constexpr std::size_t cache_line = 64;

}  // namespace wend::inline v0
