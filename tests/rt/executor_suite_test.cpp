#include "tests/support/executors.hpp"
#include "tests/support/item.hpp"
#include "tests/support/thread_number.hpp"

#include <gmock/gmock.h>
#include <wend/exec/roster.hpp>
#include <wend/task/yield.hpp>

#include <atomic>
#include <deque>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

// What every executor promises to items and tasks, whatever kind it is.

namespace wend::test {
namespace {

template <class F>
class Executor : public ExecutorSuite<F> {};
TYPED_TEST_SUITE(Executor, every_executor, executor_names);

/// Lets the executor run until the items have: a task that yields until `done`.
task<void> until(std::atomic<bool>& done) {
    while (!done) co_await yield();
}

struct counts : work_item {
    counts() noexcept
        : work_item{[](work_item& self, context&) noexcept {
              auto& me = static_cast<counts&>(self);
              ++me.runs;
              if (--*me.left == 0) *me.done = true;
          }} {}
    int runs = 0;
    std::atomic<int>* left = nullptr;
    std::atomic<bool>* done = nullptr;
};

TYPED_TEST(Executor, RunsEachItemOnceWhoeverSubmitsIt) {
    constexpr int threads = 3, each = 3000;
    std::atomic<int> left{threads * each};
    std::atomic<bool> done{false};
    std::deque<counts> items(threads * each);
    for (auto& one : items) {
        one.left = &left;
        one.done = &done;
    }
    const executor_ref where = this->executor();
    std::vector<std::thread> submitters;
    for (int t = 0; t < threads; ++t) {
        submitters.emplace_back([&, t] {
            for (int i = 0; i < each; ++i)
                where.submit(items[static_cast<std::size_t>(t * each + i)]);
        });
    }
    if constexpr (std::is_same_v<TypeParam, on_manual>) {  // runs what is there, and no more
        for (auto& thread : submitters) thread.join();
        this->run(until(done));
    } else {
        this->run(until(done));
        for (auto& thread : submitters) thread.join();
    }
    for (const auto& one : items) ASSERT_EQ(one.runs, 1);
}

TYPED_TEST(Executor, NeverRunsAnItemInsideItsSubmit) {
    const executor_ref where = this->executor();
    std::atomic<bool> done{false};
    std::atomic<int> submitting{-1};  // the thread that is inside submit()
    std::atomic<bool> ran_inside{false};
    item second{[&](context&) {
        if (submitting == thread_number()) ran_inside = true;
        done = true;
    }};
    item first{[&](context& here) {
        submitting = thread_number();
        where.submit(second, here);
        submitting = -1;
    }};
    where.submit(first);
    this->run(until(done));
    EXPECT_FALSE(ran_inside);
}

TYPED_TEST(Executor, AnItemSeesWhereItRuns) {
    const executor_ref where = this->executor();
    std::atomic<bool> done{false};
    bool here_is_it = false, says_so = false, current = false;
    std::string name;
    item asks{[&](context& here) {
        here_is_it = here.here() == where;
        says_so = where.running_here();
        current = current_context() == &here;
        name = current_executor_name();
        done = true;
    }};
    EXPECT_FALSE(where.running_here());
    where.submit(asks);
    this->run(until(done));
    EXPECT_TRUE(here_is_it);
    EXPECT_TRUE(says_so);
    EXPECT_TRUE(current);
    EXPECT_EQ(name, where.name());
    EXPECT_FALSE(name.empty());
    EXPECT_FALSE(where.running_here());
}

TYPED_TEST(Executor, AnItemOfAnotherExecutorIsNotItsOwn) {
    const executor_ref where = this->executor();
    pool other{{.workers = 1, .name = "other"}};
    std::atomic<bool> done{false};
    std::atomic<bool> took_it_for_its_own{true};
    item asks{[&](context&) {
        took_it_for_its_own = where.running_here();
        done = true;
    }};
    other.submit(asks);
    other.drain();
    this->run(until(done));
    EXPECT_FALSE(took_it_for_its_own);
}

TYPED_TEST(Executor, ItemsThatAreSubmittedBehindOthersRunToo) {
    const executor_ref where = this->executor();
    std::atomic<int> left{200};
    std::atomic<bool> done{false};
    std::deque<counts> items(200);
    for (auto& one : items) {
        one.left = &left;
        one.done = &done;
    }
    item submits{[&](context& here) {
        for (std::size_t i = 0; i < items.size(); i += 2) {
            where.submit(items[i], here);
            where.submit_back(items[i + 1], here);
        }
    }};
    where.submit(submits);
    this->run(until(done));
    for (const auto& one : items) ASSERT_EQ(one.runs, 1);
}

task<void> forever() {
    while (true) co_await yield();
}
TYPED_TEST(Executor, KnowsItsTasksUntilTheyHaveEnded) {
    const executor_ref where = this->executor();
    EXPECT_EQ(where.tasks().live(), 0U);
    auto handle = spawn(where, forever());
    EXPECT_EQ(where.tasks().live(), 1U);
    handle.cancel();
    this->run([](join_handle<void>& gone) -> task<void> { co_await gone.ended(); }(handle));
    // A task leaves the roster a moment after it has told its handle.
    std::atomic<bool> now{true};
    while (where.tasks().live() != 0) this->run(until(now));
    EXPECT_TRUE(where.tasks().empty());
}

TYPED_TEST(Executor, StopsAndAwaitsItsTasksWhenItGoes) {
    join_handle<void> left[3];
    {
        TypeParam going;
        for (auto& handle : left) handle = spawn(going.executor(), forever());
    }
    for (auto& handle : left) {
        ASSERT_TRUE(handle.ready());
        EXPECT_THROW(handle.take(), task_cancelled);
    }
}

task<int> spawns_while_it_goes(executor_ref where) {
    try {
        co_await forever();
    } catch (const operation_cancelled&) {
    }
    auto late = spawn(where, []() -> task<int> { co_return 5; }());
    co_await late.ended();
    co_return late.take();
}
TYPED_TEST(Executor, TasksOfItsOwnMaySpawnWhileItGoes) {
    join_handle<int> last;
    {
        TypeParam going;
        last = spawn(going.executor(), spawns_while_it_goes(going.executor()));
        if constexpr (!std::is_same_v<TypeParam, on_manual>) {  // which would run it for ever
            std::atomic<bool> now{true};
            going.run(until(now));
        }
    }
    ASSERT_TRUE(last.ready());
    EXPECT_EQ(last.take(), 5);
}

}  // namespace
}  // namespace wend::test
