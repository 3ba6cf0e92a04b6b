#pragma once
#include <wend/exec/context.hpp>
#include <wend/exec/identity.hpp>
#include <wend/exec/inline_executor.hpp>
#include <wend/log/log.hpp>

#include <gtest/gtest.h>
#include <coroutine>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

/// What tests of records share: logging into memory, and a way to run as a task.

namespace wend::test {

inline std::vector<std::string> split_lines(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in{text};
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// Logging goes to memory while it lives, then back to stderr, WARNING and above. All levels unless
/// `options` say more; stream and force are its own.
class captured_log {
public:
    explicit captured_log(std::string format = "%N %K [%V] - %v") {
        log::config options;
        options.format = std::move(format);
        options.level = log::level::trace;
        start(std::move(options));
    }
    explicit captured_log(log::config options) { start(std::move(options)); }
    captured_log(const captured_log&) = delete;
    captured_log& operator=(const captured_log&) = delete;
    ~captured_log() {
        log::basic_config({.force = true, .reach = log::reach::own});
        std::fclose(memory_);
        std::free(data_);
    }

    std::string text() const {
        std::fflush(memory_);
        return std::string(data_, size_);
    }
    std::vector<std::string> lines() const { return split_lines(text()); }

private:
    void start(log::config options) {
        memory_ = ::open_memstream(&data_, &size_);
        if (options.handlers.empty() && options.filename.empty()) options.stream = memory_;
        options.force = true;
        log::basic_config(std::move(options));
    }

    char* data_ = nullptr;
    std::size_t size_ = 0;
    std::FILE* memory_ = nullptr;
};

/// A task's identity, made and ended by hand.
class hand_made_identity {
public:
    explicit hand_made_identity(std::string_view name = {})
        : identity_{wend::detail::make_identity(name)} {}
    hand_made_identity(const hand_made_identity&) = delete;
    hand_made_identity& operator=(const hand_made_identity&) = delete;
    ~hand_made_identity() { wend::detail::release_identity(identity_); }

    wend::detail::task_identity* get() const noexcept { return identity_; }
    wend::detail::task_identity* operator->() const noexcept { return identity_; }

private:
    wend::detail::task_identity* identity_;
};

namespace detail {

struct probe {
    struct promise_type {
        probe get_return_object() noexcept {
            return {std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        std::suspend_always initial_suspend() const noexcept { return {}; }
        std::suspend_always final_suspend() const noexcept { return {}; }
        void return_void() const noexcept {}
        void unhandled_exception() { std::terminate(); }
    };
    std::coroutine_handle<promise_type> handle;
};

template <class Body>
probe call_once(Body& body) {
    body();
    co_return;
}

}  // namespace detail

/// Calls `body` on this thread, as a part of the task `identity`.
template <class Body>
void run_as(const hand_made_identity& identity, Body body) {
    inline_executor here;
    context current{here};
    detail::probe once = detail::call_once(body);
    current.drive(once.handle, identity.get());
    once.handle.destroy();
}

}  // namespace wend::test
