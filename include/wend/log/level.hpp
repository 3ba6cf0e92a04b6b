#pragma once
#include <optional>
#include <string_view>

namespace wend::inline v0::log {

/// How much a record matters; `off` as a threshold silences everything.
enum class level { trace, debug, info, warning, error, critical, off };

/// The name in records: upper case, a whole word, "WARNING" and not "warn".
std::string_view to_string(level value) noexcept;
/// The level of that name, whatever its case; "warn" is WARNING too. Empty: there is no such level.
std::optional<level> parse_level(std::string_view name) noexcept;

}  // namespace wend::inline v0::log
