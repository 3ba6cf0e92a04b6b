#include <wend/log/record.hpp>

#include "exception_text.hpp"
#include "loggers.hpp"

#include <exception>
#include <iterator>
#include <string>

namespace wend::inline v0::log::detail {
namespace {

spdlog::logger& root() {
    static spdlog::logger& logger = loggers::all().root();
    return logger;
}

void send(level value, std::string_view message, source_site site) {
    root().log(spdlog::source_loc{site.file(), static_cast<int>(site.line()), site.function()},
               static_cast<spdlog::level::level_enum>(value),
               spdlog::string_view_t{message.data(), message.size()});
}

std::string_view view(const fmt::memory_buffer& text) noexcept {
    return {text.data(), text.size()};
}

/// The text, or why there is none.
void format_to(fmt::memory_buffer& text, fmt::string_view format, fmt::format_args arguments) {
    try {
        fmt::vformat_to(std::back_inserter(text), format, arguments);
    } catch (const std::exception& error) {
        text.clear();
        fmt::format_to(std::back_inserter(text), "[a message that can't be formatted: {}]",
                       error.what());
    } catch (...) {
        text.clear();
        fmt::format_to(std::back_inserter(text), "[a message that can't be formatted]");
    }
}

/// Log calls don't throw: without memory for the record there is none.
template <class Write>
void guarded(Write write) noexcept {
    try {
        write();
    } catch (...) {
        std::fputs("wend::log: a record was lost: out of memory\n", stderr);
    }
}

}  // namespace

bool enabled(level value) noexcept {
    spdlog::logger& logger = root();
    return logger.should_log(static_cast<spdlog::level::level_enum>(value)) ||
           logger.should_backtrace();
}

void write(level value, fmt::string_view message, source_site site) noexcept {
    guarded([&] { send(value, {message.data(), message.size()}, site); });
}

void write(level value, fmt::string_view format, fmt::format_args arguments,
           source_site site) noexcept {
    guarded([&] {
        fmt::memory_buffer text;
        format_to(text, format, arguments);
        send(value, view(text), site);
    });
}

void write_exception(fmt::string_view message, source_site site) noexcept {
    guarded([&] {
        const std::vector<std::string> lines = describe_current_exception();
        std::string payload{message.data(), message.size()};
        for (const std::string& line : lines) payload.append("\n").append(line);
        const announced_exception parts{payload, message.size(), lines};
        send(level::error, payload, site);
    });
}

void write_exception(fmt::string_view format, fmt::format_args arguments,
                     source_site site) noexcept {
    guarded([&] {
        fmt::memory_buffer text;
        format_to(text, format, arguments);
        write_exception(fmt::string_view{text.data(), text.size()}, site);
    });
}

}  // namespace wend::inline v0::log::detail
