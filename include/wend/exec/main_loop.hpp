#pragma once
#include <wend/exec/executor.hpp>
#include <wend/exec/roster.hpp>

#include <cstddef>

namespace wend::inline v0 {

/// Runs items in order of submission on the thread that calls run(): the executor of wend::run's
/// root task.
///
/// Threads   submit(), quit(): any. run(), poll(): the thread that owns the loop, one at a time.
/// Lifetime  outlives the tasks spawned on it: the destructor asks them to stop, runs until they
///           have ended, and asserts that nothing is left. Destroy it on the thread that runs it.
class main_loop {
public:
    explicit main_loop(std::string_view name = "main");
    main_loop(const main_loop&) = delete;
    main_loop& operator=(const main_loop&) = delete;
    ~main_loop();

    void submit(work_item& item) noexcept;
    bool running_here() const noexcept;
    std::string_view name() const noexcept;
    roster& tasks() noexcept;

    /// Runs items, sleeping while there are none, until quit() was called. Items left then stay
    /// queued.
    void run() noexcept;
    /// Runs items until no task is live on this loop.
    void run_until_no_tasks() noexcept;
    /// Runs items, sleeping while there are none, until `done(argument)` is true. It is asked after
    /// each item and after each wake().
    void run_until(bool (*done)(void*) noexcept, void* argument) noexcept;
    /// Makes run_until() ask again. Any thread.
    void wake() noexcept;
    /// Runs what is queued now, without sleeping. Returns how many items ran.
    std::size_t poll() noexcept;
    /// Makes run() return after the item it is running. Kept if run() hasn't been called yet.
    void quit() noexcept;

private:
    struct impl;
    impl* const impl_;
};

}  // namespace wend::inline v0
