#pragma once
#include <gtest/gtest.h>
#include <wend/exec/main_loop.hpp>
#include <wend/exec/manual_executor.hpp>
#include <wend/sched/pool.hpp>
#include <wend/task/spawn.hpp>
#include <wend/task/sync_wait.hpp>

#include "tests/support/test.hpp"

#if WEND_TEST_TBB && __has_include(<wend/ext/tbb.hpp>)
#    include <tbb/global_control.h>
#    include <tbb/task_arena.h>
#    include <wend/ext/tbb.hpp>

#    include <atomic>

#    include "tests/support/thread_number.hpp"
#    define WEND_TEST_ARENA 1
#endif

/// One fixture for each kind of executor: the same suite runs on all of them. `run(task)` runs a task
/// on it to the end and gives its result; `executor()` is where it ran.

namespace wend::test {

class on_manual {
public:
    executor_ref executor() noexcept { return executor_; }
    template <class T>
    T run(task<T> body) {
        auto handle = spawn(executor_, std::move(body));
        executor_.run_until_idle();
        EXPECT_TRUE(handle.ready()) << "the task waits for something that nobody brings";
        return handle.take();
    }

private:
    manual_executor executor_;
};

class on_main_loop {
public:
    executor_ref executor() noexcept { return loop_; }
    template <class T>
    T run(task<T> body) {
        auto handle = spawn(loop_, std::move(body));
        loop_.run_until([](void* h) noexcept { return static_cast<join_handle<T>*>(h)->ready(); },
                        &handle);
        return handle.take();
    }

private:
    main_loop loop_;
};

/// For executors with threads of their own.
template <class Executor>
class on_threads {
public:
    executor_ref executor() noexcept { return executor_; }
    template <class T>
    T run(task<T> body) {
        auto handle = spawn(executor_, std::move(body));
        return sync_wait(handle);
    }

protected:
    template <class... A>
    explicit on_threads(A&&... arguments) : executor_{std::forward<A>(arguments)...} {}
    Executor executor_;
};

class on_pool : public on_threads<pool> {
public:
    on_pool() : on_threads{pool_options{.workers = 2, .name = "tested"}} {}
};

#ifdef WEND_TEST_ARENA
/// An arena that proves for each task, by oneTBB's own thread index, that oneTBB's threads ran it.
class on_arena {
public:
    on_arena() { allow_leftovers("oneTBB keeps its threads for later arenas"); }

    executor_ref executor() noexcept { return executor_; }
    template <class T>
    T run(task<T> body) {
        const int before = seen_.load();
        auto handle = spawn(executor_, witnessed(seen_, thread_number(), std::move(body)));
        sync_wait(handle.ended());
        EXPECT_GT(seen_.load(), before);
        return handle.take();
    }

private:
    /// A thread has an index in an arena that it is in: oneTBB's are in this one; the test's has one
    /// in an arena of its own, of another width, and isn't meant.
    static void expect_here(std::atomic<int>& seen, int tests_thread) {
        EXPECT_GE(tbb::this_task_arena::current_thread_index(), 0);
        EXPECT_LT(tbb::this_task_arena::current_thread_index(), width);
        EXPECT_EQ(tbb::this_task_arena::max_concurrency(), width);
        EXPECT_NE(thread_number(), tests_thread);
        ++seen;
    }
    template <class T>
    static task<T> witnessed(std::atomic<int>& seen, int tests_thread, task<T> body) {
        expect_here(seen, tests_thread);
        if constexpr (std::is_void_v<T>) {
            co_await std::move(body);
            expect_here(seen, tests_thread);
        } else {
            T result = co_await std::move(body);
            expect_here(seen, tests_thread);
            co_return static_cast<T&&>(result);
        }
    }

    // oneTBB makes as many threads as there are processors, less the caller's, unless it is asked for
    // more.
    static constexpr int width = 3;
    tbb::global_control threads_{tbb::global_control::max_allowed_parallelism, 4};
    tbb::task_arena arena_{width, 0};
    std::atomic<int> seen_{0};
    tbb_executor executor_{arena_, "arena"};
};
using every_executor = ::testing::Types<on_pool, on_arena, on_main_loop, on_manual>;
#else
using every_executor = ::testing::Types<on_pool, on_main_loop, on_manual>;
#endif

/// The suite's names instead of numbers: "AsyncFor/pool.IT_A01_…".
struct executor_names {
    template <class Fixture>
    static std::string GetName(int) {
        if constexpr (std::is_same_v<Fixture, on_manual>) return "manual";
        if constexpr (std::is_same_v<Fixture, on_main_loop>) return "main_loop";
        if constexpr (std::is_same_v<Fixture, on_pool>) return "pool";
        return "arena";
    }
};

/// A fixture for TYPED_TEST_SUITE(Suite, every_executor, executor_names).
template <class Fixture>
class ExecutorSuite : public ::testing::Test, public Fixture {};

}  // namespace wend::test
