#pragma once
#include <spdlog/formatter.h>

#include <memory>
#include <string_view>

namespace wend::inline v0::log {

/// A formatter for any spdlog sink or logger, with these flags beside spdlog's own:
///
///   %N  thread name                     %K  task name, or None
///   %k  task id, `-` outside of tasks   %V  level as a whole word: WARNING
///   %W  worker index, `-` off a pool    %Q  name of the executor, `-` outside of one
///   %J  time stamp as one field         %U  function name, as %!
///
/// All of them obey padding and truncation (`%-12N`, `%=9N`, `%4!N`), counted in code points.
/// A pattern with "%(" in it is Python's syntax: "%(asctime)s %(threadName)-12s %(message)s".
/// Throws std::invalid_argument, naming it, for an unknown or unsupported %(field)s.
std::unique_ptr<spdlog::formatter> formatter(std::string_view pattern);

/// Gives that formatter to the loggers of this layer, and to every registered and future logger of
/// spdlog. (spdlog::set_pattern would drop the flags: it makes a formatter without them.)
void set_pattern(std::string_view pattern);

}  // namespace wend::inline v0::log
