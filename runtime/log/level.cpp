#include <wend/log/level.hpp>

#include <algorithm>
#include <array>

namespace wend::inline v0::log {
namespace {

constexpr std::array<std::string_view, 7> level_names{"TRACE", "DEBUG",    "INFO", "WARNING",
                                                      "ERROR", "CRITICAL", "OFF"};

bool same_letters(std::string_view name, std::string_view upper) noexcept {
    return std::equal(name.begin(), name.end(), upper.begin(), upper.end(),
                      [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 32 : a) == b; });
}

}  // namespace

std::string_view to_string(level value) noexcept {
    const auto index = static_cast<std::size_t>(value);
    return index < level_names.size() ? level_names[index] : "UNKNOWN";
}

std::optional<level> parse_level(std::string_view name) noexcept {
    for (std::size_t i = 0; i < level_names.size(); ++i) {
        if (same_letters(name, level_names[i])) return static_cast<level>(i);
    }
    if (same_letters(name, "WARN")) return level::warning;
    return std::nullopt;
}

}  // namespace wend::inline v0::log
