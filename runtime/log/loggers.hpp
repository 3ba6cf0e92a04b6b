#pragma once
#include "root_sink.hpp"

#include <wend/log/level.hpp>

#include <spdlog/logger.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace wend::inline v0::log::detail {

/// The loggers of this layer, by name. Made at first use and never destroyed, so that destructors
/// of static objects can log.
///
/// Threads   any. lock_ is never held while a record is written.
class loggers {
public:
    static loggers& all();

    std::shared_ptr<spdlog::logger> get(std::string_view name);
    void set_level(std::string_view name, level threshold);
    spdlog::logger& root() noexcept { return *root_; }
    root_sink& sink() noexcept { return *sink_; }

private:
    loggers();
    /// Of the name itself, else of the nearest name above it. Under lock_.
    level level_of(std::string_view name) const;

    const std::shared_ptr<root_sink> sink_;
    const std::shared_ptr<spdlog::logger> root_;
    std::mutex lock_;  ///< guards the maps
    std::map<std::string, std::shared_ptr<spdlog::logger>, std::less<>> by_name_;
    std::map<std::string, level, std::less<>> levels_;  ///< those that were set
};

}  // namespace wend::inline v0::log::detail
