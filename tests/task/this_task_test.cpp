#include "tests/support/executors.hpp"

#include <gmock/gmock.h>
#include <wend/task/resume_on.hpp>
#include <wend/task/this_task.hpp>
#include <wend/task/when_all.hpp>
#include <wend/task/yield.hpp>

#include <stdexcept>
#include <string>

// What a coroutine may ask about itself, and where it may be stopped.

namespace wend::test {
namespace {

template <class F>
class ThisTask : public ExecutorSuite<F> {};
TYPED_TEST_SUITE(ThisTask, every_executor, executor_names);

task<bool> knows_itself(executor_ref where) {
    const executor_ref home = co_await this_task::executor;
    const auto token = co_await this_task::stop_token;
    co_await this_task::safe_point;
    const task_id id = this_task::id();
    co_await yield();
    co_return home == where&& token.stop_possible() && !token.stop_requested() && id != 0 &&
        id == this_task::id();
}
TYPED_TEST(ThisTask, KnowsItsExecutorItsTokenAndItsId) {
    EXPECT_TRUE(this->run(knows_itself(this->executor())));
}

task<std::string> renames_itself() {
    this_task::set_name("renamed");
    co_await yield();
    co_return this_task::name();
}
TYPED_TEST(ThisTask, CanBeRenamed) { EXPECT_EQ(this->run(renames_itself()), "renamed"); }

TEST(CurrentTask, OutsideOfTasksThereIsNone) {
    EXPECT_EQ(this_task::name(), "None");
    EXPECT_EQ(this_task::id(), 0U);
    this_task::set_name("nobody");
    EXPECT_EQ(this_task::name(), "None");
    EXPECT_EQ(sync_wait([]() -> task<std::string> { co_return this_task::name(); }()), "None");
}

/// Counts how far it came after its stop was requested.
task<void> passes(int how, int& passed) {
    const auto token = co_await this_task::stop_token;
    while (!token.stop_requested()) {
        try {
            co_await yield();
        } catch (const operation_cancelled&) {
        }
    }
    for (int i = 0; i < 3; ++i) {
        try {
            if (how == 0) co_await this_task::safe_point;
            if (how == 1) co_await yield();
            ++passed;
        } catch (const operation_cancelled&) {
        }
    }
}
task<int> passed_after_stop(executor_ref where, int how) {
    int passed = 0;
    auto asked = spawn(where, passes(how, passed));
    co_await yield();
    asked.cancel();
    co_await asked.ended();
    co_return passed;
}
TYPED_TEST(ThisTask, AStopIsStickyAtEachSafePointAndYield) {
    EXPECT_EQ(this->run(passed_after_stop(this->executor(), 0)), 0);
    EXPECT_EQ(this->run(passed_after_stop(this->executor(), 1)), 0);
    EXPECT_EQ(this->run(passed_after_stop(this->executor(), 2)), 3) << "no point, no stop";
}

task<void> moves(executor_ref there, executor_ref back, bool& came) {
    const auto token = co_await this_task::stop_token;
    while (!token.stop_requested()) {
        try {
            co_await yield();
        } catch (const operation_cancelled&) {
        }
    }
    co_await resume_on(there);
    co_await resume_on(back);
    came = true;
}
task<bool> moves_though_stopped(executor_ref here, executor_ref there) {
    bool came = false;
    auto asked = spawn(here, moves(there, here, came));
    co_await yield();
    asked.cancel();
    co_await asked.ended();
    co_return came;
}
TEST(CurrentTask, ResumeOnIsNotInterruptedByAStop) {
    pool a{{.workers = 1, .name = "a"}}, b{{.workers = 1, .name = "b"}};
    EXPECT_TRUE(sync_wait(spawn(a, moves_though_stopped(a, b))));
}

task<void> fails() {
    throw std::runtime_error("broken");
    co_return;
}
task<std::pair<std::size_t, std::size_t>> asks_twice() {
    try {
        co_await when_all(fails(), fails(), fails());
    } catch (const std::runtime_error&) {
    }
    const auto first = co_await this_task::suppressed_errors;
    const auto second = co_await this_task::suppressed_errors;
    co_return std::pair(first.size(), second.size());
}
TYPED_TEST(ThisTask, SuppressedErrorsAreHandedOutOnce) {
    EXPECT_EQ(this->run(asks_twice()), (std::pair<std::size_t, std::size_t>(2, 0)));
}

task<int> hop_count(executor_ref home) {
    co_await resume_on(home);  // there already: no queue
    co_return co_await on(home, []() -> task<int> { co_return 1; }());
}
TEST(ResumeOn, IsNoHopWhereOneIsAlready) {
    manual_executor executor;
    auto handle = spawn(executor, hop_count(executor));
    executor.run_until_idle();
    EXPECT_EQ(handle.take(), 1);
    EXPECT_EQ(executor.submitted(), 1U) << "the spawn, and nothing else";
}

TEST(Yield, LetsOthersRunFirst) {
    manual_executor executor;
    std::string order;
    auto writes = [](std::string& out, char c) -> task<void> {
        for (int i = 0; i < 3; ++i) {
            out += c;
            co_await yield();
        }
    };
    auto a = spawn(executor, writes(order, 'a'));
    auto b = spawn(executor, writes(order, 'b'));
    executor.run_until_idle();
    EXPECT_EQ(order, "ababab");
}

}  // namespace
}  // namespace wend::test
