#pragma once
#include <wend/core/moved.hpp>
#include <wend/exec/executor.hpp>
#include <wend/exec/roster.hpp>

namespace wend::inline v0 {

/// `max_threads`: 1 to 1024.
struct blocking_options {
    unsigned max_threads = 64;
};
static_assert(!hazardous_temporary<blocking_options>);

/// An executor for code that blocks in the kernel (files, foreign libraries): threads start on
/// demand up to a cap, are called "blocking-<i>", and end after 10 s without work. Items run in
/// order of submission, each on a thread of its own.
///
/// Lifetime  outlives the tasks spawned on it: the destructor asks them to stop and waits for them
///           and for what is queued.
class blocking_pool {
public:
    /// Throws std::invalid_argument. Starts no thread.
    explicit blocking_pool(const blocking_options& options = {});
    blocking_pool(const blocking_pool&) = delete;
    blocking_pool& operator=(const blocking_pool&) = delete;
    ~blocking_pool();

    void submit(work_item& item) noexcept;
    bool running_here() const noexcept;
    std::string_view name() const noexcept { return "blocking"; }
    roster& tasks() noexcept;
    /// Takes no new tasks, asks those it has to stop, and waits for them, for what is queued and
    /// for the threads. What the destructor does; a second call does nothing. Not on a thread of
    /// its own, not from two threads at once.
    void stop() noexcept;
    /// Threads alive now.
    unsigned threads() const noexcept;

private:
    struct impl;
    impl* const impl_;
};

static_assert(executor<blocking_pool>);

}  // namespace wend::inline v0
