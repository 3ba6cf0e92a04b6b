#include "tests/support/watchdog.hpp"

#include "tests/support/counters.hpp"
#include "tests/support/proc.hpp"
#include "tests/support/test.hpp"

#include <unistd.h>
#include <csignal>
#include <cstdio>

namespace wend::test {
namespace {

/// Straight to the descriptor: whoever hangs may hold the lock of stderr.
void say(const std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t n = ::write(STDERR_FILENO, text.data() + done, text.size() - done);
        if (n <= 0) return;
        done += static_cast<std::size_t>(n);
    }
}

[[noreturn]] void report(const std::string& test, std::chrono::milliseconds limit) {
    // A counter may wait for a lock that the hung test holds: the process ends all the same.
    std::signal(SIGALRM, [](int) { ::_exit(watchdog::exit_code); });
    ::alarm(5);

    say("\nwend: WATCHDOG: " + test + " has run for more than " + std::to_string(limit.count()) +
        " ms\nseed: " + std::to_string(seed()) + "\nrepeat: " + replay_command() + "\nthreads:\n");
    for (const thread_state& t : thread_states()) {
        say("  " + std::to_string(t.id) + " \"" + t.name + "\" " + t.state + ", wchan " + t.wchan +
            ", syscall " + t.syscall + ", switches " + t.voluntary + " voluntary " + t.involuntary +
            " not\n");
    }
    say("counters:\n");
    for (const reading& r : read_counters())
        say("  " + r.name + ": " + std::to_string(r.value) + "\n");
    ::_exit(watchdog::exit_code);
}

}  // namespace

watchdog& watchdog::instance() {
    static watchdog* const never_destroyed = new watchdog;
    return *never_destroyed;
}

void watchdog::start() {
    thread_ = std::thread([this] { watch(); });
}

void watchdog::stop() {
    {
        const std::lock_guard guard{mutex_};
        stopping_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void watchdog::arm(const std::string& test, std::chrono::milliseconds limit) {
    {
        const std::lock_guard guard{mutex_};
        armed_ = true;
        test_ = test;
        since_ = std::chrono::steady_clock::now();
        limit_ = limit;
    }
    changed_.notify_one();
}

void watchdog::disarm() {
    const std::lock_guard guard{mutex_};
    armed_ = false;  // the thread finds out when it wakes at the old deadline
}

void watchdog::set_limit(std::chrono::milliseconds limit) {
    {
        const std::lock_guard guard{mutex_};
        limit_ = limit;
    }
    changed_.notify_one();
}

std::chrono::milliseconds watchdog::limit() {
    const std::lock_guard guard{mutex_};
    return limit_;
}

void watchdog::watch() {
    ::pthread_setname_np(::pthread_self(), "test-watchdog");
    std::unique_lock lock{mutex_};
    while (!stopping_) {
        if (!armed_) {
            changed_.wait(lock);
            continue;
        }
        const auto deadline = since_ + limit_;
        if (std::chrono::steady_clock::now() >= deadline) report(test_, limit_);
        changed_.wait_until(lock, deadline);
    }
}

}  // namespace wend::test
