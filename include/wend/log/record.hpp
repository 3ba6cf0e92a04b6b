#pragma once
#include <wend/core/source_site.hpp>
#include <wend/log/level.hpp>

#include <spdlog/fmt/fmt.h>

#include <concepts>
#include <string_view>
#include <type_traits>

/// Records on the root logger: log::info("…") and its siblings.
///
/// One argument is the message as it is, never a format string: info(42), info("100% {}"), a string
/// made at run time. With two or more the first is a format string, checked at compile time:
/// info("{} of {}", done, all). The record carries the caller's file and line (%s %#) and the names
/// of the thread and task that make the call. No call throws: a message that can't be formatted is
/// replaced by the reason.

namespace wend::inline v0::log {
namespace detail {

/// True if the root logger takes records of that level.
bool enabled(level value) noexcept;
void write(level value, fmt::string_view message, source_site site) noexcept;
void write(level value, fmt::string_view format, fmt::format_args arguments,
           source_site site) noexcept;
/// As write(level::error, …), followed by the exception being handled and its causes.
void write_exception(fmt::string_view message, source_site site) noexcept;
void write_exception(fmt::string_view format, fmt::format_args arguments,
                     source_site site) noexcept;

/// A format string and the place where it stands. The place is no parameter of its own: behind a
/// parameter pack it couldn't be, and before it would capture an argument.
template <class... Args>
class format_at {
public:
    template <class Text>
        requires std::convertible_to<const Text&, fmt::string_view>
    consteval format_at(const Text& format, source_site site = source_site::current())
        : format_{format}, site_{site} {}

    fmt::string_view format() const noexcept { return format_; }
    source_site site() const noexcept { return site_; }

private:
    fmt::format_string<Args...> format_;
    source_site site_;
};

/// `write(text, site)` or `write(format, arguments, site)` with one value as the message.
template <class T, class Write>
void write_value(const T& value, source_site site, Write write) noexcept {
    if constexpr (std::is_convertible_v<const T&, const char*>) {
        const char* const text = value;
        write(fmt::string_view{text == nullptr ? "(null)" : text}, site);
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
        const std::string_view text = value;
        write(fmt::string_view{text.data(), text.size()}, site);
    } else {
        static_assert(fmt::is_formattable<T>::value,
                      "wend::log: this message is neither text nor formattable: specialise "
                      "fmt::formatter for its type, or include fmt/ostream.h or fmt/ranges.h");
        write(fmt::string_view{"{}"}, fmt::make_format_args(value), site);
    }
}

template <class T>
void message(level severity, const T& value, source_site site) noexcept {
    if (!enabled(severity)) return;
    write_value(value, site, [severity](auto&&... what) { write(severity, what...); });
}

template <class Format, class... Args>
void formatted(level severity, const Format& format, Args&... args) noexcept {
    if (!enabled(severity)) return;
    write(severity, format.format(), fmt::make_format_args(args...), format.site());
}

template <class First, class... Rest>
using checked = format_at<std::type_identity_t<First>, std::type_identity_t<Rest>...>;

}  // namespace detail

template <class T>
void trace(const T& message, source_site site = source_site::current()) noexcept {
    detail::message(level::trace, message, site);
}
template <class First, class... Rest>
void trace(detail::checked<First, Rest...> format, First&& first, Rest&&... rest) noexcept {
    detail::formatted(level::trace, format, first, rest...);
}

template <class T>
void debug(const T& message, source_site site = source_site::current()) noexcept {
    detail::message(level::debug, message, site);
}
template <class First, class... Rest>
void debug(detail::checked<First, Rest...> format, First&& first, Rest&&... rest) noexcept {
    detail::formatted(level::debug, format, first, rest...);
}

template <class T>
void info(const T& message, source_site site = source_site::current()) noexcept {
    detail::message(level::info, message, site);
}
template <class First, class... Rest>
void info(detail::checked<First, Rest...> format, First&& first, Rest&&... rest) noexcept {
    detail::formatted(level::info, format, first, rest...);
}

template <class T>
void warning(const T& message, source_site site = source_site::current()) noexcept {
    detail::message(level::warning, message, site);
}
template <class First, class... Rest>
void warning(detail::checked<First, Rest...> format, First&& first, Rest&&... rest) noexcept {
    detail::formatted(level::warning, format, first, rest...);
}

template <class T>
void error(const T& message, source_site site = source_site::current()) noexcept {
    detail::message(level::error, message, site);
}
template <class First, class... Rest>
void error(detail::checked<First, Rest...> format, First&& first, Rest&&... rest) noexcept {
    detail::formatted(level::error, format, first, rest...);
}

template <class T>
void critical(const T& message, source_site site = source_site::current()) noexcept {
    detail::message(level::critical, message, site);
}
template <class First, class... Rest>
void critical(detail::checked<First, Rest...> format, First&& first, Rest&&... rest) noexcept {
    detail::formatted(level::critical, format, first, rest...);
}

/// In a catch block: an ERROR record, followed by a line for each nested exception, outermost
/// first: "std::runtime_error: text", then "caused by std::bad_alloc: text". One record, which
/// can't be torn apart.
template <class T>
void exception(const T& message, source_site site = source_site::current()) noexcept {
    if (!detail::enabled(level::error)) return;
    detail::write_value(message, site, [](auto&&... what) { detail::write_exception(what...); });
}
template <class First, class... Rest>
void exception(detail::checked<First, Rest...> format, First&& first, Rest&&... rest) noexcept {
    if (!detail::enabled(level::error)) return;
    detail::write_exception(format.format(), fmt::make_format_args(first, rest...), format.site());
}

}  // namespace wend::inline v0::log
