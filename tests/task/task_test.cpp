#include "tests/support/counted.hpp"
#include "tests/support/executors.hpp"
#include "tests/support/small_stack.hpp"

#include <gmock/gmock.h>
#include <wend/task/resume_on.hpp>
#include <wend/task/this_task.hpp>
#include <wend/task/when_all_range.hpp>
#include <wend/task/yield.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

// Tasks, on every kind of executor.

namespace wend::test {
namespace {

using ::testing::ElementsAre;

template <class F>
class Task : public ExecutorSuite<F> {};
TYPED_TEST_SUITE(Task, every_executor, executor_names);

struct broken : std::runtime_error {
    broken() : std::runtime_error("broken") {}
};

task<int> value() { co_return 7; }
task<std::unique_ptr<int>> move_only() { co_return std::make_unique<int>(8); }
task<int&> reference(int& target) { co_return target; }
task<void> nothing(bool& ran) {
    ran = true;
    co_return;
}
task<int> fails() {
    co_await yield();
    throw broken();
}
task<bool> awaits_every_kind() {
    int target = 0;
    bool ran = false;
    const int v = co_await value();
    const auto owned = co_await move_only();
    int& same = co_await reference(target);
    co_await nothing(ran);
    co_return v == 7 && *owned == 8 && &same == &target&& ran;
}
TYPED_TEST(Task, GivesValuesReferencesAndMoveOnlyResults) {
    EXPECT_TRUE(this->run(awaits_every_kind()));
}

task<std::string> catches_from_a_child() {
    try {
        static_cast<void>(co_await fails());
    } catch (const broken& error) {
        co_return error.what();
    }
    co_return "";
}
TYPED_TEST(Task, AnExceptionTravelsToTheAwaiter) {
    EXPECT_EQ(this->run(catches_from_a_child()), "broken");
    EXPECT_THROW(this->run(fails()), broken);
}

task<int> keeps(counted held) { co_return held.value(); }
TEST(Task, DroppedUnstartedItDestroysItsArgumentsOnly) {
    const auto before = counted::total();
    {
        auto dropped = keeps(counted(1));
    }
    EXPECT_EQ(counted::since(before).live(), 0);
    EXPECT_EQ(counted::since(before).faults, 0);
}

task<std::string> own_name() { co_return this_task::name(); }
task<std::vector<std::string>> names_of_children(executor_ref where) {
    std::vector<std::string> names;
    names.push_back(co_await own_name());  // runs as us
    auto spawned = spawn(where, own_name(), {.name = "child"});
    names.push_back(co_await spawned);
    names.push_back(this_task::name());
    co_return names;
}
TYPED_TEST(Task, AnAwaitedTaskRunsAsItsAwaiterASpawnedOneAsItself) {
    auto handle_name = [](executor_ref e) -> task<std::vector<std::string>> {
        auto parent = spawn(e, names_of_children(e), {.name = "parent"});
        co_return co_await parent;
    };
    EXPECT_THAT(this->run(handle_name(this->executor())), ElementsAre("parent", "child", "parent"));
}

task<bool> stays_home(executor_ref home, executor_ref other) {
    co_await resume_on(other);
    const bool moved = current_context()->here() == other;
    co_await resume_on(home);
    const int got = co_await on(other, value());
    co_return moved&& got == 7 && current_context()->here() == home;
}
TYPED_TEST(Task, ResumeOnMovesAndOnComesBack) {
    pool other{{.workers = 1, .name = "other"}};
    // Only executors with threads, or the one that is run here, can be gone back to.
    EXPECT_TRUE(sync_wait(spawn(
        other,
        [](executor_ref o) -> task<bool> {
            pool second{{.workers = 1, .name = "second"}};
            co_return co_await stays_home(o, second);
        },
        executor_ref{other})));
}

task<std::tuple<int, unit, int>> three_branches(int& shared, bool& ran) {
    co_return co_await when_all(value(), nothing(ran), [](int& s) -> task<int> {
        co_await yield();
        co_return ++s;
    }(shared));
}
TYPED_TEST(Task, WhenAllGivesEveryResultInOrder) {
    int shared = 40;
    bool ran = false;
    EXPECT_EQ(this->run(three_branches(shared, ran)), std::tuple(7, unit{}, 41));
    EXPECT_TRUE(ran);
}

task<int> number(int i) {
    for (int k = 0; k < i % 3; ++k) co_await yield();
    co_return i;
}
task<int> a_thousand_branches() {
    std::vector<task<int>> branches;
    for (int i = 0; i < 1000; ++i) branches.push_back(number(i));
    auto all = co_await when_all(std::move(branches));
    int wrong = 0;
    for (int i = 0; i < 1000; ++i) wrong += all[static_cast<std::size_t>(i)] != i;
    co_return wrong;
}
TYPED_TEST(Task, WhenAllOfARangeKeepsTheOrder) { EXPECT_EQ(this->run(a_thousand_branches()), 0); }

task<std::string> one_branch_fails() {
    bool thrown = false;
    try {
        co_await when_all(value(), fails(), number(5));
    } catch (const broken&) {
        thrown = true;
    }
    const auto kept = co_await this_task::suppressed_errors;
    co_return (thrown ? "thrown, " : "lost, ") + std::to_string(kept.size()) + " beside it";
}
task<std::string> two_branches_fail() {
    bool thrown = false;
    try {
        co_await when_all(fails(), value(), fails());
    } catch (const broken&) {
        thrown = true;
    }
    const auto kept = co_await this_task::suppressed_errors;
    co_return (thrown ? "thrown, " : "lost, ") + std::to_string(kept.size()) + " beside it";
}
TYPED_TEST(Task, WhenAllThrowsTheFirstFailureAndKeepsTheOthers) {
    EXPECT_EQ(this->run(one_branch_fails()), "thrown, 0 beside it");
    EXPECT_EQ(this->run(two_branches_fail()), "thrown, 1 beside it");
}

/// A foreign awaitable whose completion comes from a thread of its own, maybe before await_suspend has
/// returned: so nothing of it is touched once the thread has the handle.
struct from_a_thread {
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> h) const {
        std::thread([h] { h.resume(); }).detach();
    }
    int await_resume() const noexcept { return 5; }
};
task<bool> awaits_foreign(executor_ref home) {
    from_a_thread foreign;
    const int got = co_await foreign;
    co_return got == 5 && current_context()->here() == home&& this_task::name() == "named";
}
TEST(Task, R_03_AForeignAwaitableBringsTheTaskHome) {
    pool home{{.workers = 2}};
    for (int i = 0; i < 200; ++i) {
        auto handle = spawn(home, awaits_foreign(home), {.name = "named"});
        EXPECT_TRUE(sync_wait(handle));
    }
}

struct refuses {
    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<>) const { throw broken(); }
    void await_resume() const noexcept {}
};
task<bool> awaits_refusing() {
    try {
        co_await refuses{};
    } catch (const broken&) {
        co_return true;
    }
    co_return false;
}
TYPED_TEST(Task, AnErrorOfAForeignAwaitSuspendArrivesAtTheAwait) {
    EXPECT_TRUE(this->run(awaits_refusing()));
}

// ---- bounded stack

task<int> ready_one() { co_return 1; }
task<long> awaits_in_a_row(int count) {
    long sum = 0;
    for (int i = 0; i < count; ++i) sum += co_await ready_one();
    co_return sum;
}
task<int> nest(int depth) {
    if (depth == 0) co_return 0;
    const int below = co_await nest(depth - 1);
    co_return below + 1;
}
task<int> nest_over_a_suspension(int depth) {
    if (depth == 0) {
        co_await yield();
        co_return 0;
    }
    const int below = co_await nest_over_a_suspension(depth - 1);
    co_return below + 1;
}
TEST(Task, R_04_AMillionAwaitsInARowOnASmallStack) {
    allow_seconds(60);
    on_stack(small_stack_bytes,
             [] { EXPECT_EQ(sync_wait(awaits_in_a_row(1'000'000)), 1'000'000); });
}
TEST(Task, R_04_AHundredThousandNestedAwaitsOnASmallStack) {
    allow_seconds(60);
    on_stack(small_stack_bytes, [] { EXPECT_EQ(sync_wait(nest(100'000)), 100'000); });
    on_stack(small_stack_bytes,
             [] { EXPECT_EQ(sync_wait(nest_over_a_suspension(100'000)), 100'000); });
}
TEST(Task, R_04_DeepChainsOnAPoolWithSmallStacks) {
    allow_seconds(60);
    pool small{{.workers = 2, .stack_bytes = small_stack_bytes}};
    auto row = spawn(small, awaits_in_a_row(1'000'000));
    auto deep = spawn(small, nest_over_a_suspension(100'000));
    EXPECT_EQ(sync_wait(row), 1'000'000);
    EXPECT_EQ(sync_wait(deep), 100'000);
}
task<long> a_million_ready_joins(executor_ref where) {
    auto ended = spawn(where, ready_one());
    co_await ended.ended();
    for (int i = 0; i < 1'000'000; ++i) co_await ended.ended();
    co_return 1;
}
TEST(Task, R_04_AMillionWaitsForSomethingThatIsThereOnASmallStack) {
    allow_seconds(60);
    on_stack(small_stack_bytes, [] {
        manual_executor executor;
        auto handle = spawn(executor, a_million_ready_joins(executor));
        executor.run_until_idle();
        EXPECT_EQ(handle.take(), 1);
    });
}

TEST(SyncWait, IsRefusedOnAThreadThatRunsTasks) {
    manual_executor executor;
    auto handle = spawn(executor, []() -> task<bool> {
        try {
            sync_wait(value());
        } catch (const blocking_on_worker&) {
            co_return true;
        }
        co_return false;
    });
    executor.run_until_idle();
    EXPECT_TRUE(handle.take());
}

}  // namespace
}  // namespace wend::test
