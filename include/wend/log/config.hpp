#pragma once
#include <wend/log/level.hpp>

#include <spdlog/common.h>

#include <cstdio>
#include <string>
#include <vector>

namespace wend::inline v0::log {

/// The format of basic_config() when none is given.
inline constexpr char default_format[] =
    "%(asctime)s %(threadName)s %(taskName)s [%(levelname)s] - %(message)s";

/// What is escaped. `names`: thread, task and executor names, always one printable field.
/// `all`: messages too, so that a record is one physical line; recommended where foreign text is
/// logged (CWE-117).
enum class escape { names, all };

/// Which loggers get the format: those of this layer, or spdlog's registered ones as well.
enum class reach { every_logger, own };

/// The arguments of basic_config(). Designated initialisers are its keyword arguments.
struct config {
    std::FILE* stream = nullptr;  ///< null: stderr. Borrowed for as long as records are written
    std::string filename{};       ///< instead of a stream
    char filemode = 'a';          ///< 'a' appends, 'w' starts anew
    log::level level = log::level::warning;
    std::string format = default_format;       ///< with "%(" in it Python's syntax, else spdlog's
    std::string datefmt{};                     ///< strftime text for asctime; no milliseconds then
    std::vector<spdlog::sink_ptr> handlers{};  ///< instead of a stream or a file
    bool force = false;                        ///< replaces an earlier configuration
    bool utc = false;                          ///< UTC in place of local time
    log::level flush_on = log::level::error;   ///< a record of this level and above flushes files
    log::escape escape = log::escape::names;
    log::reach reach = log::reach::every_logger;
};

/// Sets up logging, as Python's logging.basicConfig does. Before the first call, WARNING and above
/// go to stderr in the default format; loggers taken before the call follow it.
///
/// A stream is flushed at every record, a file or handler by the record that reaches `flush_on`, by
/// the first one a second or more after the last flush, and at exit.
/// The environment variable WEND_LOG_LEVEL ("info,net=debug") overrides levels.
///
/// Gives false, having done nothing, if logging is configured already and `force` isn't set.
/// Throws std::invalid_argument for a stream together with a filename, handlers together with
/// either, an unknown filemode and an unknown %(field)s; spdlog::spdlog_ex when the file can't be
/// opened.
bool basic_config(config options = {});

}  // namespace wend::inline v0::log
