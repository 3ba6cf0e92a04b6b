#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace wend::test {

/// A plain thread, independent of what is tested. When a test takes longer than its limit it prints
/// the test, the seed, the command that repeats it, each thread's state and the registered counters
/// on stderr, and ends the process with exit code 3.
class watchdog {
public:
    static constexpr int exit_code = 3;

    static watchdog& instance();

    void start();
    void stop();

    void arm(const std::string& test, std::chrono::milliseconds limit);
    void disarm();
    /// Moves the armed test's deadline to `limit` after its start, later or (for the watchdog's own
    /// test) earlier.
    void set_limit(std::chrono::milliseconds limit);
    std::chrono::milliseconds limit();

private:
    void watch();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::thread thread_;
    bool stopping_ = false;
    bool armed_ = false;
    std::string test_;
    std::chrono::steady_clock::time_point since_{};
    std::chrono::milliseconds limit_{};
};

}  // namespace wend::test
