#pragma once
#include <string>
#include <string_view>

namespace wend::inline v0::log::detail {

/// True if `pattern` is in the syntax of Python's logging.Formatter.
inline bool is_python_format(std::string_view pattern) noexcept {
    return pattern.find("%(") != std::string_view::npos;
}

/// The spdlog pattern, with our flags, that prints what `format` prints in Python. asctime becomes
/// one field, %J: cheaper than spdlog's eleven, and it can be padded and have a layout of its own.
/// Throws std::invalid_argument, naming it, for a field or conversion that has no counterpart.
std::string from_python_format(std::string_view format);

}  // namespace wend::inline v0::log::detail
