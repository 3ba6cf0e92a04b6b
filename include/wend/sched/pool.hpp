#pragma once
#include <wend/exec/context.hpp>
#include <wend/exec/executor.hpp>
#include <wend/exec/roster.hpp>
#include <wend/sched/options.hpp>
#include <wend/sched/stats.hpp>

#include <string_view>

namespace wend::inline v0 {

/// Work-stealing pool of threads: an executor that promises no order.
///
/// A worker runs what it submitted itself newest first, what came from outside oldest first, and,
/// when it has nothing, steals the oldest item of another worker. Workers without work sleep, and
/// an idle pool costs nothing.
///
/// Threads   any, for everything that isn't said to be refused somewhere.
/// Lifetime  outlives the tasks spawned on it and the items submitted to it: the destructor is
///           stop(). Not destroyed on one of its own workers.
class pool {
public:
    /// Throws std::invalid_argument for options that make no sense, std::system_error if the system
    /// doesn't grant the threads; none is left running then, and no hook has been called.
    explicit pool(const pool_options& options = {});
    pool(const pool&) = delete;
    pool& operator=(const pool&) = delete;
    ~pool();

    /// On a worker of this pool: into its own queue. Elsewhere: into the queue that all workers
    /// share. Not after stop().
    void submit(work_item& item) noexcept;
    /// As submit, for a caller that runs in `from`: asks no thread-local.
    void submit(work_item& item, context& from) noexcept;
    /// As submit, but the oldest item queued on this worker runs first, so that items which yield
    /// take turns. For an item that is about to return to its worker: if nothing else is queued
    /// there, no other worker is woken for it.
    void submit_back(work_item& item, context& from) noexcept;

    bool running_here() const noexcept;
    std::string_view name() const noexcept;
    roster& tasks() noexcept;

    unsigned workers() const noexcept;
    /// Of all workers together.
    pool_stats stats() const noexcept;
    /// Of worker 0 to workers() - 1.
    pool_stats stats(unsigned worker) const noexcept;

    /// Blocks the calling thread until, at some moment during the call, no task spawned on this
    /// pool was live and no item was queued or running. Throws blocking_on_worker on a thread that
    /// is running items of any executor.
    void drain();

    /// Takes no new tasks from outside, asks those it has to stop, runs all that is left, then ends
    /// the threads. Any number of times, from several threads at once: all return when it is done.
    /// On a worker of this pool it only asks, since waiting there would never end.
    void stop() noexcept;

private:
    struct impl;
    impl* const impl_;
};

static_assert(executor<pool>);

}  // namespace wend::inline v0
