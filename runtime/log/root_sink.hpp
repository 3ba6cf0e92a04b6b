#pragma once
#include <wend/core/atomic.hpp>
#include <wend/log/level.hpp>

#include <spdlog/sinks/sink.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace wend::inline v0::log::detail {

/// Where a root_sink writes, and when it flushes.
struct outlet {
    std::vector<spdlog::sink_ptr> targets{};
    level flush_on = level::error;
};

/// The one sink below every logger of this layer. What it writes to can be exchanged, so loggers
/// that were taken before basic_config() follow it.
///
/// Threads   any. Records are formatted and written under one lock, on the thread that makes them:
///           names are the caller's, and records of one thread keep their order.
/// A record made while this thread writes one (by a target, or by a flag) is discarded: the lock
/// isn't recursive.
class root_sink final : public spdlog::sinks::sink {
public:
    explicit root_sink(outlet first) : outlet_{std::move(first)} {}

    void log(const spdlog::details::log_msg& msg) override;
    void flush() override;
    void set_pattern(const std::string& pattern) override;
    void set_formatter(std::unique_ptr<spdlog::formatter> formatter) override;

    /// Flushes the targets and writes to `next` from now on.
    void replace(outlet next);
    /// The process is about to end: flushes, now and after every later record.
    void flush_from_now_on();

private:
    class turn;

    bool is_owner() const noexcept;
    void flush_targets(spdlog::log_clock::time_point now);

    std::mutex lock_;  ///< the writer lock; guards all below but owner_
    outlet outlet_;
    spdlog::log_clock::time_point flushed_{};
    bool ending_ = false;
    wend::detail::atomic<std::uintptr_t> owner_{0};  ///< the thread that writes
};

}  // namespace wend::inline v0::log::detail
