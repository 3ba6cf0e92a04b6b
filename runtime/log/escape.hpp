#pragma once
#include <string>
#include <string_view>

/// Text that a reader of a log can trust: nothing in it moves a cursor, ends a line or turns the
/// direction of writing. All other Unicode is left as it is.

namespace wend::inline v0::log::detail {

/// True if escaped() would change nothing.
bool is_printable(std::string_view text) noexcept;

/// `text` with C0 and C1 controls, DEL, U+2028, U+2029, the bidirectional controls (U+202A to
/// 202E, U+2066 to 2069) and bytes that aren't UTF-8 written as \n, \x1b, \u202e, \xff.
std::string escaped(std::string text);

/// Number of code points; a byte that isn't UTF-8 counts as one.
std::size_t code_points(std::string_view text) noexcept;
/// The first `count` code points.
std::string_view first_code_points(std::string_view text, std::size_t count) noexcept;

}  // namespace wend::inline v0::log::detail
