#include "tests/support/counted.hpp"
#include "tests/support/executors.hpp"

#include <gmock/gmock.h>
#include <wend/task/detail/task_state.hpp>
#include <wend/task/resume_on.hpp>
#include <wend/task/scope.hpp>
#include <wend/task/this_task.hpp>
#include <wend/task/yield.hpp>

#include <atomic>
#include <functional>
#include <stdexcept>
#include <string>

// Spawned tasks, their handles and scopes, on every kind of executor.

namespace wend::test {
namespace {

using ::testing::ElementsAre;

template <class F>
class Spawn : public ExecutorSuite<F> {};
TYPED_TEST_SUITE(Spawn, every_executor, executor_names);

struct broken : std::runtime_error {
    broken() : std::runtime_error("broken") {}
};

task<int> after_a_turn(int i) {
    co_await yield();
    co_return i;
}
task<void> forever() {
    while (true) co_await yield();
}
task<void> fails() {
    co_await yield();
    throw broken();
}

task<int> sums_children(executor_ref where, int children) {
    std::vector<join_handle<int>> handles;
    for (int i = 0; i < children; ++i) handles.push_back(spawn(where, after_a_turn(i)));
    int sum = 0;
    for (auto& handle : handles) sum += co_await handle;
    co_return sum;
}
TYPED_TEST(Spawn, EachHandleGivesItsOwnValue) {
    EXPECT_EQ(this->run(sums_children(this->executor(), 1000)), 499'500);
}

task<std::string> awaits_a_failure(executor_ref where) {
    auto handle = spawn(where, fails());
    try {
        co_await handle;
    } catch (const broken&) {
        co_return "broken";
    }
    co_return "";
}
TYPED_TEST(Spawn, AFailureIsThrownToWhoAwaitsTheHandle) {
    EXPECT_EQ(this->run(awaits_a_failure(this->executor())), "broken");
}

task<std::string> cancels_a_task(executor_ref where) {
    auto handle = spawn(where, forever());
    co_await yield();
    handle.cancel();
    try {
        co_await handle;
    } catch (const task_cancelled&) {
        co_return "cancelled";
    }
    co_return "";
}
TYPED_TEST(Spawn, CancelEndsATaskAndItsAwaiterSeesThat) {
    EXPECT_EQ(this->run(cancels_a_task(this->executor())), "cancelled");
}

task<std::string> waits_and_is_stopped(join_handle<void>& waited_for) {
    try {
        co_await waited_for;
    } catch (const operation_cancelled&) {
        co_return "my wait ended";
    }
    co_return "";
}
task<std::string> stops_only_the_wait(executor_ref where) {
    auto goes_on = spawn(where, forever());
    auto waiter = spawn(where, waits_and_is_stopped(goes_on));
    co_await yield();
    waiter.cancel();
    std::string said = co_await waiter;
    const bool still_there = !goes_on.ready();
    goes_on.cancel();
    co_await goes_on.ended();
    co_return said + (still_there ? ", the task went on" : ", the task ended");
}
TYPED_TEST(Spawn, StoppingTheWaiterEndsItsWaitOnly) {
    EXPECT_EQ(this->run(stops_only_the_wait(this->executor())), "my wait ended, the task went on");
}

std::string reported;
void note_report(std::string_view task, std::exception_ptr) noexcept { reported = task; }
TEST(Spawn, AnErrorThatNobodyTookIsReported) {
    auto* const before = detail::set_unhandled_handler(&note_report);
    reported.clear();
    {
        manual_executor executor;
        spawn(executor, fails(), {.name = "lost"}).detach();
        executor.run_until_idle();
    }
    detail::set_unhandled_handler(before);
    EXPECT_EQ(reported, "lost");
}

/// A callable with state, whose call is a coroutine that uses it later.
struct adds_captured {
    counted captured;
    task<int> operator()(const counted& argument) const {
        co_await yield();
        co_return captured.value() + argument.value();
    }
};
TEST(Spawn, CallableAndArgumentsLiveInTheTasksFrame) {
    manual_executor executor;
    const auto before = counted::total();
    {
        counted captured(20);
        adds_captured body{captured};
        auto handle = spawn(executor, std::move(body), counted(22));
        executor.run_until_idle();
        EXPECT_EQ(handle.take(), 42);
    }
    EXPECT_EQ(counted::since(before).live(), 0);
    EXPECT_EQ(counted::since(before).faults, 0);
}

TEST(Spawn, OnAStoppedExecutorIsRefusedAndTheBodyDestroyedUnstarted) {
    pool stopped{{.workers = 1}};
    stopped.stop();
    const auto before = counted::total();
    EXPECT_THROW(static_cast<void>(spawn(
                     stopped, [](counted c) -> task<int> { co_return c.value(); }, counted(1))),
                 runtime_closed);
    EXPECT_EQ(counted::since(before).live(), 0);
}

// ---- scopes

task<int> sums_in_a_scope(executor_ref where) {
    scope_options options{.executor = where};
    co_return co_await with_scope(options, [](scope& s) -> task<int> {
        auto a = s.spawn(after_a_turn(20));
        auto b = s.spawn(after_a_turn(22));
        const int x = co_await a;
        const int y = co_await b;
        co_return x + y;
    });
}
TYPED_TEST(Spawn, AScopeReturnsItsBodysValueWhenAllChildrenHaveEnded) {
    EXPECT_EQ(this->run(sums_in_a_scope(this->executor())), 42);
}

task<int> counts_after_join(executor_ref where) {
    std::atomic<int> ended{0};
    scope_options options{.executor = where};
    co_await with_scope(
        options,
        [](scope& s, std::atomic<int>& count) -> task<void> {
            for (int i = 0; i < 100; ++i) {
                s.spawn(
                     [](std::atomic<int>& c) -> task<void> {
                         co_await yield();
                         ++c;
                     },
                     std::ref(count))
                    .detach();
            }
            co_return;
        },
        std::ref(ended));
    co_return ended.load();
}
TYPED_TEST(Spawn, AScopeJoinsChildrenThatNobodyAwaits) {
    EXPECT_EQ(this->run(counts_after_join(this->executor())), 100);
}

task<std::string> first_failure(executor_ref where) {
    scope_options options{.executor = where};
    try {
        co_await with_scope(options, [](scope& s) -> task<void> {
            s.spawn(forever()).detach();
            s.spawn(fails()).detach();
            co_await forever();  // the body, too
        });
    } catch (const broken&) {
        co_return "broken";
    }
    co_return "";
}
TYPED_TEST(Spawn, AChildsFailureStopsBodyAndSiblingsAndIsThrown) {
    EXPECT_EQ(this->run(first_failure(this->executor())), "broken");
}

task<std::string> cancelled_scopes(executor_ref where) {
    scope_options options{.executor = where};
    co_await with_scope(options, [](scope& s) -> task<void> {
        s.spawn(forever()).detach();
        s.cancel();
        co_await forever();
    });
    try {
        static_cast<void>(co_await with_scope(options, [](scope& s) -> task<int> {
            s.cancel();
            co_await forever();
            co_return 1;
        }));
    } catch (const scope_cancelled&) {
        co_return "absorbed; no value to return";
    }
    co_return "";
}
TYPED_TEST(Spawn, AScopesOwnCancelIsNotSeenOutside) {
    EXPECT_EQ(this->run(cancelled_scopes(this->executor())), "absorbed; no value to return");
}

task<void> opens_a_scope(executor_ref where, std::atomic<int>& stopped) {
    scope_options options{.executor = where};
    co_await with_scope(
        options,
        [](scope& s, std::atomic<int>& count) -> task<void> {
            for (int i = 0; i < 10; ++i) {
                s.spawn(
                     [](std::atomic<int>& c) -> task<void> {
                         try {
                             co_await forever();
                         } catch (const operation_cancelled&) {
                             ++c;
                             throw;
                         }
                     },
                     std::ref(count))
                    .detach();
            }
            co_return;
        },
        std::ref(stopped));
}
task<int> stops_an_opener(executor_ref where) {
    std::atomic<int> stopped{0};
    auto opener = spawn(where, opens_a_scope(where, stopped));
    for (int i = 0; i < 30; ++i) co_await yield();
    opener.cancel();
    co_await opener.ended();
    co_return stopped.load();
}
TYPED_TEST(Spawn, StopOfTheOpenerReachesTheChildrenOfItsScope) {
    // Children that never started are stopped at their first await, like the others.
    EXPECT_EQ(this->run(stops_an_opener(this->executor())), 10);
}

// ---- the pool stops under its tasks

task<void> wanders(executor_ref home, executor_ref other, counted held) {
    while (held.value() >= 0) {
        co_await resume_on(other);
        co_await yield();
        co_await resume_on(home);
        co_await yield();
    }
}
task<void> spawns_wanderers(executor_ref home, executor_ref other) {
    for (int i = 0; i < 3; ++i) {
        spawn(home, wanders(home, other, counted(i))).detach();  // inside: even while it is stopped
        co_await yield();
    }
}
TEST(Spawn, R_09_TenThousandPoolsStoppedMidFlightLeaveNothingBehind) {
    allow_seconds(240);
    const auto before = counted::total();
    const auto frames = detail::live_frames();
    {
        pool other{{.workers = 1, .name = "other"}};
        for (int cycle = 0; cycle < 10'000; ++cycle) {
            pool stopped{{.workers = 2, .name = "stopped"}};
            for (int i = 0; i < 3; ++i) spawn(stopped, spawns_wanderers(stopped, other)).detach();
        }
    }
    EXPECT_EQ(counted::since(before).live(), 0);
    EXPECT_EQ(counted::since(before).faults, 0);
    EXPECT_EQ(detail::live_frames(), frames);
}

}  // namespace
}  // namespace wend::test
