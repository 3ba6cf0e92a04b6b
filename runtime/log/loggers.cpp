#include "loggers.hpp"

#include "escape.hpp"
#include "flags.hpp"

#include <wend/log/logger.hpp>

#include <spdlog/sinks/stdout_sinks.h>

#include <cstdlib>
#include <stdexcept>

namespace wend::inline v0::log {
namespace detail {
namespace {

constexpr std::string_view root_name = "root";

/// WARNING and above on stderr: what holds before basic_config().
outlet unconfigured() {
    auto target = std::make_shared<spdlog::sinks::stderr_sink_st>();
    target->set_formatter(make_formatter(default_format, {}));
    return {.targets = {std::move(target)}};
}

spdlog::level::level_enum to_spdlog(level value) noexcept {
    return static_cast<spdlog::level::level_enum>(value);
}
static_assert(static_cast<int>(level::warning) == SPDLOG_LEVEL_WARN &&
              static_cast<int>(level::off) == SPDLOG_LEVEL_OFF);

/// True for "net.tcp" and "net", and for anything and "root".
bool is_below(std::string_view name, std::string_view ancestor) noexcept {
    return ancestor == root_name || (name.starts_with(ancestor) && name.size() > ancestor.size() &&
                                     name[ancestor.size()] == '.');
}

}  // namespace

loggers& loggers::all() {
    static loggers* const never_destroyed = [] {
        auto* made = new loggers;
        std::atexit([] {
            try {
                all().sink_->flush_from_now_on();
            } catch (const std::exception& error) {
                std::fprintf(stderr, "wend::log: the last flush failed: %s\n", error.what());
            }
        });
        return made;
    }();
    return *never_destroyed;
}

loggers::loggers()
    : sink_{std::make_shared<root_sink>(unconfigured())},
      root_{std::make_shared<spdlog::logger>(std::string(root_name), sink_)} {
    by_name_.emplace(root_name, root_);
    levels_.emplace(root_name, level::warning);
    root_->set_level(to_spdlog(level::warning));
}

level loggers::level_of(std::string_view name) const {
    for (std::string_view n = name;; n = n.substr(0, n.rfind('.'))) {
        if (const auto found = levels_.find(n); found != levels_.end()) return found->second;
        if (n.find('.') == std::string_view::npos) return levels_.find(root_name)->second;
    }
}

std::shared_ptr<spdlog::logger> loggers::get(std::string_view name) {
    if (name.empty()) name = root_name;
    const std::lock_guard guard{lock_};
    if (const auto found = by_name_.find(name); found != by_name_.end()) return found->second;
    if (!is_printable(name))
        throw std::invalid_argument("wend::log: a logger's name holds control characters: " +
                                    escaped(std::string(name)));
    auto made = std::make_shared<spdlog::logger>(std::string(name), sink_);
    made->set_level(to_spdlog(level_of(name)));
    return by_name_.emplace(name, std::move(made)).first->second;
}

void loggers::set_level(std::string_view name, level threshold) {
    if (name.empty()) name = root_name;
    const std::lock_guard guard{lock_};
    levels_.insert_or_assign(std::string(name), threshold);
    for (const auto& [other, logger] : by_name_) {
        if (other == name || is_below(other, name)) logger->set_level(to_spdlog(level_of(other)));
    }
}

}  // namespace detail

std::shared_ptr<spdlog::logger> get_logger(std::string_view name) {
    return detail::loggers::all().get(name);
}

void set_level(std::string_view name, level threshold) {
    detail::loggers::all().set_level(name, threshold);
}

}  // namespace wend::inline v0::log
