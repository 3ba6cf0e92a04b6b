#include <wend/exec/manual_executor.hpp>

#include "tests/exec/roster_node.hpp"
#include "tests/support/item.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <thread>
#include <vector>

namespace wend {
namespace {

using test::item;
using test::live_task;
using ::testing::ElementsAre;

TEST(ManualExecutor, RunsNothingByItself) {
    manual_executor e;
    bool ran = false;
    item work{[&] { ran = true; }};
    e.submit(work);
    EXPECT_FALSE(ran);
    EXPECT_EQ(e.queued(), 1U);
    EXPECT_TRUE(e.step());
    EXPECT_TRUE(ran);
    EXPECT_FALSE(e.step());
}

TEST(ManualExecutor, RunsItemsInOrderOfSubmission) {
    manual_executor e;
    std::vector<int> order;
    item a{[&] { order.push_back(1); }}, b{[&] { order.push_back(2); }},
        c{[&] { order.push_back(3); }};
    e.submit(a);
    e.submit(b);
    e.submit(c);
    EXPECT_EQ(e.run_until_idle(), 3U);
    EXPECT_THAT(order, ElementsAre(1, 2, 3));
    EXPECT_EQ(e.submitted(), 3U);
    EXPECT_EQ(e.queued(), 0U);
}

TEST(ManualExecutor, RunUntilIdleRunsWhatItsItemsSubmit) {
    manual_executor e;
    int left = 5;
    item again{[](context&) {}};
    again.function = [&](context& here) {
        if (--left > 0) here.here().submit(again, here);
    };
    e.submit(again);
    EXPECT_EQ(e.run_until_idle(), 5U);
    EXPECT_EQ(left, 0);
}

TEST(ManualExecutor, IsRunningHereDuringItsItemsOnly) {
    manual_executor e{"by hand"}, other;
    bool here_during = false, other_during = true;
    std::string name;
    item work{[&](context& here) {
        here_during = e.running_here();
        other_during = other.running_here();
        name = here.here().name();
    }};
    e.submit(work);
    EXPECT_FALSE(e.running_here());
    e.step();
    EXPECT_TRUE(here_during);
    EXPECT_FALSE(other_during);
    EXPECT_FALSE(e.running_here());
    EXPECT_EQ(name, "by hand");
}

TEST(ManualExecutor, TakesItemsFromOtherThreads) {
    manual_executor e;
    constexpr int threads = 3, each = 200;
    int ran = 0;
    std::vector<std::unique_ptr<item>> items;
    for (int i = 0; i < threads * each; ++i)
        items.push_back(std::make_unique<item>([&] { ++ran; }));
    std::vector<std::thread> all;
    for (int t = 0; t < threads; ++t) {
        all.emplace_back([&, t] {
            for (int i = 0; i < each; ++i) e.submit(*items[static_cast<std::size_t>(t * each + i)]);
        });
    }
    for (auto& t : all) t.join();
    EXPECT_EQ(e.run_until_idle(), static_cast<std::size_t>(threads * each));
    EXPECT_EQ(ran, threads * each);
}

TEST(ManualExecutor, MayDestroyAnItemOnceItRuns) {
    manual_executor e;
    auto work = std::make_unique<item>([] {});
    work->function = [&](context&) {
        auto own = std::move(work);  // the function object goes with it, at the end of the call
    };
    e.submit(*work);
    e.step();
    EXPECT_EQ(work, nullptr);
}

TEST(RunUntilIdle, StepsAllExecutorsUntilNoneHasAnItem) {
    manual_executor a, b;
    int hops = 0;
    item ping{[](context&) {}};
    ping.function = [&](context&) {
        if (++hops < 10) (hops % 2 == 0 ? a : b).submit(ping);
    };
    a.submit(ping);
    EXPECT_EQ(run_until_idle(a, b), 10U);
    EXPECT_EQ(hops, 10);
    EXPECT_EQ(a.submitted(), 5U);
    EXPECT_EQ(b.submitted(), 5U);
}

TEST(ManualExecutor, AsksItsTasksToStopAndRunsThemBeforeItGoes) {
    live_task task;
    auto e = std::make_unique<manual_executor>();
    item ends{[raw = e.get(), &task] { raw->tasks().remove(task); }};
    task.when_asked = [raw = e.get(), &ends] { raw->submit(ends); };
    ASSERT_TRUE(e->tasks().add(task, false, current_context()));
    e.reset();
    EXPECT_EQ(task.asked, 1);
}

TEST(ManualExecutorDeathTest, SteppedFromInsideIsABrokenContract) {
    EXPECT_DEATH(
        {
            manual_executor e;
            item work{[&] { e.step(); }};
            e.submit(work);
            e.step();
        },
        "broken contract: manual_executor::step: it is being stepped already");
}

TEST(ManualExecutorDeathTest, DestroyedBeforeItsTasksIsABrokenContract) {
    EXPECT_DEATH(
        {
            live_task task;
            manual_executor e;
            e.tasks().add(task, false, current_context());
        },
        "broken contract: a manual_executor was destroyed before the tasks");
}

}  // namespace
}  // namespace wend
