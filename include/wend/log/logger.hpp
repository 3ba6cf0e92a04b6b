#pragma once
#include <wend/log/level.hpp>

#include <spdlog/logger.h>

#include <memory>
#include <string_view>

namespace wend::inline v0::log {

/// The logger of that name, made at the first call: a spdlog::logger that writes where
/// basic_config() says. The same name always gives the same logger; "" is "root". Not in spdlog's
/// own registry.
/// Throws std::invalid_argument for a name with control characters.
std::shared_ptr<spdlog::logger> get_logger(std::string_view name = "root");

/// Sets the level of `name` and of every "name.*" that has none of its own; "root" is above all.
void set_level(std::string_view name, level threshold);

}  // namespace wend::inline v0::log
