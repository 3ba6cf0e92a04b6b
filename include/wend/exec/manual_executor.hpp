#pragma once
#include <wend/core/intrusive.hpp>
#include <wend/core/lock.hpp>
#include <wend/exec/executor.hpp>
#include <wend/exec/roster.hpp>

#include <cstddef>
#include <initializer_list>
#include <string>

namespace wend::inline v0 {

/// Runs items when its owner says so, in order of submission: for tests and for embedding in a
/// foreign loop.
///
/// Threads   submit(): any. step(), run_until_idle(): one at a time (a second one is a broken
///           contract).
/// Lifetime  outlives the tasks spawned on it: the destructor asks them to stop and steps until
///           they have ended, and asserts that nothing is left.
class manual_executor {
public:
    explicit manual_executor(std::string_view name = "manual");
    manual_executor(const manual_executor&) = delete;
    manual_executor& operator=(const manual_executor&) = delete;
    ~manual_executor();

    void submit(work_item& item) noexcept;
    bool running_here() const noexcept;
    std::string_view name() const noexcept { return name_; }
    roster& tasks() noexcept { return tasks_; }

    /// Runs the oldest item. False: there was none.
    bool step() noexcept;
    /// Runs items, also those submitted meanwhile, until none is left. Returns how many it ran.
    std::size_t run_until_idle() noexcept;
    /// Items waiting to run.
    std::size_t queued() const noexcept;
    /// Items ever submitted; tests count hops with it.
    std::size_t submitted() const noexcept;

private:
    std::string name_;
    mutable detail::small_lock lock_;
    detail::intrusive_queue<work_item> items_;
    std::size_t submitted_ = 0;
    bool stepping_ = false;
    roster tasks_;
};

/// Steps all of them until none has an item left.
std::size_t run_until_idle(std::initializer_list<manual_executor*> executors) noexcept;
template <class... More>
std::size_t run_until_idle(manual_executor& first, More&... more) noexcept {
    return run_until_idle({&first, &more...});
}

}  // namespace wend::inline v0
