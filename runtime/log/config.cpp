#include <wend/log/config.hpp>

#include "flags.hpp"
#include "loggers.hpp"

#include <wend/log/formatter.hpp>
#include <wend/log/logger.hpp>
#include <wend/log/record.hpp>

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace wend::inline v0::log {
namespace {

void check(const config& options) {
    const bool to_file = !options.filename.empty();
    if (options.stream != nullptr && to_file)
        throw std::invalid_argument("wend::log: give either a stream or a filename, not both");
    if (!options.handlers.empty() && (options.stream != nullptr || to_file))
        throw std::invalid_argument(
            "wend::log: handlers stand in place of a stream or a filename: give one of them");
    for (const spdlog::sink_ptr& handler : options.handlers) {
        if (handler == nullptr) throw std::invalid_argument("wend::log: a handler is null");
    }
    if (options.filemode != 'a' && options.filemode != 'w')
        throw std::invalid_argument("wend::log: filemode is 'a' (append) or 'w' (start anew)");
}

std::vector<spdlog::sink_ptr> open_targets(const config& options) {
    if (!options.handlers.empty()) return options.handlers;
    if (!options.filename.empty())
        return {std::make_shared<spdlog::sinks::basic_file_sink_st>(options.filename,
                                                                    options.filemode == 'w')};
    using stream_sink = spdlog::sinks::stdout_sink_base<spdlog::details::console_nullmutex>;
    return {std::make_shared<stream_sink>(options.stream == nullptr ? stderr : options.stream)};
}

/// "info,net=debug": a level for the root logger, and levels by name. Gives what it can't read.
std::vector<std::string> apply_levels(std::string_view text) {
    std::vector<std::string> refused;
    while (!text.empty()) {
        const std::string_view entry = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), entry.size() + 1));
        if (entry.empty()) continue;
        const auto equals = entry.find('=');
        const bool named = equals != std::string_view::npos;
        const auto threshold = parse_level(named ? entry.substr(equals + 1) : entry);
        if (threshold) {
            set_level(named ? entry.substr(0, equals) : "root", *threshold);
        } else {
            refused.emplace_back(entry);
        }
    }
    return refused;
}

}  // namespace

bool basic_config(config options) {
    static std::mutex one_at_a_time;
    static bool configured = false;
    const std::lock_guard guard{one_at_a_time};
    if (configured && !options.force) return false;

    check(options);
    const auto layout = detail::make_formatter(
        options.format, {.datefmt = options.datefmt, .utc = options.utc, .escape = options.escape});
    detail::outlet out{.targets = open_targets(options), .flush_on = options.flush_on};
    for (const spdlog::sink_ptr& target : out.targets) target->set_formatter(layout->clone());
    detail::loggers::all().sink().replace(std::move(out));
    if (options.reach == reach::every_logger) spdlog::set_formatter(layout->clone());
    set_level("root", options.level);
    configured = true;

    if (const char* wanted = std::getenv("WEND_LOG_LEVEL")) {
        for (const std::string& entry : apply_levels(wanted))
            warning("WEND_LOG_LEVEL: '{}' is not a level: ignored", entry);
    }
    return true;
}

std::unique_ptr<spdlog::formatter> formatter(std::string_view pattern) {
    return detail::make_formatter(pattern, {});
}

void set_pattern(std::string_view pattern) {
    auto layout = formatter(pattern);
    detail::loggers::all().sink().set_formatter(layout->clone());
    spdlog::set_formatter(std::move(layout));
}

}  // namespace wend::inline v0::log
