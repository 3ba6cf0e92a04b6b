#pragma once
#include <wend/log/config.hpp>

#include <spdlog/pattern_formatter.h>

#include <memory>
#include <string>
#include <string_view>

namespace wend::inline v0::log::detail {

/// How one formatter prints, beside its pattern.
struct format_style {
    std::string datefmt{};  ///< strftime text for %J
    bool utc = false;
    log::escape escape = log::escape::names;
};

/// The formatter of `pattern` (spdlog's syntax or Python's) with our flags.
std::unique_ptr<spdlog::formatter> make_formatter(std::string_view pattern,
                                                  const format_style& style);

}  // namespace wend::inline v0::log::detail
