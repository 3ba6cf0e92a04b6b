#pragma once
#include <wend/core/errors.hpp>
#include <wend/rt/blocking_pool.hpp>
#include <wend/sched/pool.hpp>
#include <wend/task/default_executor.hpp>
#include <wend/task/spawn.hpp>

namespace wend::inline v0 {

class main_loop;

struct runtime_options {
    pool_options pool{};
    blocking_options blocking{};
};
static_assert(!hazardous_temporary<runtime_options>);

/// A pool of workers and a pool for blocking code, for services that embed them. While it lives it
/// is where `spawn` without an executor and `blocking()` put their work (the newest runtime of the
/// process counts).
///
/// Lifetime  outlives the tasks spawned on it: the destructor takes no new tasks, asks those it has
///           to stop, and waits.
/// Threads   spawn(): any. The destructor: not on a thread of its own.
class runtime {
public:
    /// Throws what pool and blocking_pool throw; nothing is half-built then.
    explicit runtime(const runtime_options& options = {})
        : pool_{options.pool}, blocking_{options.blocking}, entry_{pool_, blocking_} {}
    runtime(const runtime&) = delete;
    runtime& operator=(const runtime&) = delete;
    ~runtime() { close(nullptr); }

    wend::pool& pool() noexcept { return pool_; }
    blocking_pool& blocking() noexcept { return blocking_; }

    template <class T>
    join_handle<T> spawn(task<T> body, spawn_options options = {}) {
        return wend::spawn(pool_, std::move(body), options);
    }

    /// Asks all tasks to stop and waits for them, those of `loop` included (may be null), which is
    /// run meanwhile: tasks on the pool may have to come back to it. For the thread of `loop`; the
    /// destructor does it without one.
    void close(main_loop* loop) noexcept;

private:
    wend::pool pool_;
    blocking_pool blocking_;
    detail::default_executor_entry entry_;
};

}  // namespace wend::inline v0
