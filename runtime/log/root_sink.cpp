#include "root_sink.hpp"

#include <spdlog/pattern_formatter.h>

#include <pthread.h>
#include <chrono>
#include <exception>
#include <utility>

namespace wend::inline v0::log::detail {
namespace {

using wend::detail::relaxed;

std::uintptr_t this_thread() noexcept { return static_cast<std::uintptr_t>(pthread_self()); }

/// Calls `use` with each target; one that throws doesn't keep the others from their record. The
/// first exception is thrown on: the logger reports it on stderr, at most once a second.
template <class Use>
void for_each_target(const std::vector<spdlog::sink_ptr>& targets, Use use) {
    std::exception_ptr first;
    for (const spdlog::sink_ptr& target : targets) {
        try {
            use(*target);
        } catch (...) {
            if (first == nullptr) first = std::current_exception();
        }
    }
    if (first != nullptr) std::rethrow_exception(first);
}

}  // namespace

/// Holds the writer lock, unless this thread holds it already.
class root_sink::turn {
public:
    explicit turn(root_sink& sink) : sink_{sink}, nested_{sink.is_owner()} {
        if (nested_) return;
        sink_.lock_.lock();
        sink_.owner_.store(this_thread(), relaxed);  // compared by this thread only
    }
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;
    ~turn() {
        if (nested_) return;
        sink_.owner_.store(0, relaxed);  // under the lock
        sink_.lock_.unlock();
    }
    explicit operator bool() const noexcept { return !nested_; }

private:
    root_sink& sink_;
    const bool nested_;
};

bool root_sink::is_owner() const noexcept {
    return owner_.load(relaxed) == this_thread();  // only this thread stores its own id: exact
}

void root_sink::log(const spdlog::details::log_msg& msg) {
    const turn mine{*this};
    if (!mine) return;
    const auto severity = static_cast<log::level>(msg.level);
    const auto age = msg.time - flushed_;
    const bool due = ending_ || (severity >= outlet_.flush_on && severity != log::level::off) ||
                     age >= std::chrono::seconds{1} || age < age.zero();  // the clock was put back
    // A target that fails is reported after the flush.
    std::exception_ptr failed;
    try {
        for_each_target(outlet_.targets, [&](spdlog::sinks::sink& target) {
            if (target.should_log(msg.level)) target.log(msg);
        });
    } catch (...) {
        failed = std::current_exception();
    }
    if (due) flush_targets(msg.time);
    if (failed != nullptr) std::rethrow_exception(failed);
}

void root_sink::flush() {
    const turn mine{*this};
    if (mine) flush_targets(spdlog::log_clock::now());
}

void root_sink::flush_targets(spdlog::log_clock::time_point now) {
    flushed_ = now;
    for_each_target(outlet_.targets, [](spdlog::sinks::sink& target) { target.flush(); });
}

void root_sink::set_pattern(const std::string& pattern) {
    set_formatter(std::make_unique<spdlog::pattern_formatter>(pattern));
}

void root_sink::set_formatter(std::unique_ptr<spdlog::formatter> formatter) {
    const turn mine{*this};
    if (!mine) return;
    for_each_target(outlet_.targets,
                    [&](spdlog::sinks::sink& target) { target.set_formatter(formatter->clone()); });
}

void root_sink::replace(outlet next) {
    {
        const turn mine{*this};
        if (!mine) return;
        std::swap(outlet_, next);
        flushed_ = {};
    }
    // The old targets' last flush and their destructors are foreign code: not under the lock.
    for_each_target(next.targets, [](spdlog::sinks::sink& target) { target.flush(); });
}

void root_sink::flush_from_now_on() {
    const turn mine{*this};
    if (!mine) return;
    ending_ = true;
    flush_targets(spdlog::log_clock::now());
}

}  // namespace wend::inline v0::log::detail
