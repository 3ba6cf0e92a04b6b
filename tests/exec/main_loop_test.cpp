#include <wend/exec/main_loop.hpp>

#include "tests/exec/roster_node.hpp"
#include "tests/support/item.hpp"
#include "tests/support/test.hpp"
#include "tests/support/thread_number.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace wend {
namespace {

using test::item;
using test::live_task;
using ::testing::ElementsAre;

TEST(MainLoop, RunsItemsInOrderOnTheThreadThatCallsRun) {
    main_loop loop;
    std::vector<int> order;
    int ran_on = 0;
    item a{[&] { order.push_back(1); }};
    item b{[&] {
        order.push_back(2);
        ran_on = test::thread_number();
        EXPECT_TRUE(loop.running_here());
    }};
    item end{[&] { loop.quit(); }};
    std::thread other([&] {
        loop.submit(a);
        loop.submit(b);
        loop.submit(end);
        EXPECT_FALSE(loop.running_here());
    });
    loop.run();
    other.join();
    EXPECT_THAT(order, ElementsAre(1, 2));
    EXPECT_EQ(ran_on, test::thread_number());
}

TEST(MainLoop, QuitBeforeRunIsKept) {
    main_loop loop;
    loop.quit();
    bool ran = false;
    item work{[&] { ran = true; }};
    loop.submit(work);
    loop.run();  // hangs if the quit was lost
    EXPECT_FALSE(ran) << "items left stay queued";
    EXPECT_EQ(loop.poll(), 1U);
    EXPECT_TRUE(ran);
}

TEST(MainLoop, QuitEndsOneRunOnly) {
    main_loop loop;
    int runs = 0;
    item quits{[&] {
        ++runs;
        loop.quit();
    }};
    loop.submit(quits);
    loop.run();
    loop.submit(quits);
    loop.run();
    EXPECT_EQ(runs, 2);
}

TEST(MainLoop, PollRunsWhatIsThereAndDoesNotWait) {
    main_loop loop;
    EXPECT_EQ(loop.poll(), 0U);
    int left = 3;
    item again{[](context&) {}};
    again.function = [&](context&) {
        if (--left > 0) loop.submit(again);
    };
    loop.submit(again);
    EXPECT_EQ(loop.poll(), 3U);
}

TEST(MainLoop, SleepsThroughNoSubmission) {
    main_loop loop;
    const int rounds = test::slow_build() ? 3'000 : 20'000;
    std::atomic<int> ran{0};
    item work{[&] { ++ran; }};
    item end{[&] { loop.quit(); }};
    std::thread other([&] {
        for (int i = 0; i < rounds; ++i) {
            loop.submit(work);
            while (ran <= i) std::this_thread::yield();  // hangs if a wake-up was lost
        }
        loop.submit(end);
    });
    loop.run();
    other.join();
    EXPECT_EQ(ran, rounds);
}

TEST(MainLoop, TakesItemsFromManyThreads) {
    main_loop loop;
    constexpr int threads = 4;
    const int each = test::slow_build() ? 2'000 : 10'000;
    int ran = 0;
    std::vector<std::unique_ptr<item>> items;
    for (int i = 0; i < threads * each; ++i) {
        items.push_back(std::make_unique<item>([&] {
            if (++ran == threads * each) loop.quit();
        }));
    }
    std::vector<std::thread> all;
    for (int t = 0; t < threads; ++t) {
        all.emplace_back([&, t] {
            for (int i = 0; i < each; ++i)
                loop.submit(*items[static_cast<std::size_t>(t * each + i)]);
        });
    }
    loop.run();
    for (auto& t : all) t.join();
    EXPECT_EQ(ran, threads * each);
}

TEST(MainLoop, MayGoAsSoonAsTheLastItemHasRun) {
    // submit() on the other thread must be done with the loop when the item runs.
    const int rounds = test::slow_build() ? 500 : 3'000;
    for (int i = 0; i < rounds; ++i) {
        auto loop = std::make_unique<main_loop>();
        item end{[&] { loop->quit(); }};
        std::thread other([&end, raw = loop.get()] { raw->submit(end); });
        loop->run();
        loop.reset();
        other.join();
    }
}

TEST(MainLoop, RunsUntilItsTasksHaveEnded) {
    main_loop loop;
    live_task first, second;
    ASSERT_TRUE(loop.tasks().add(first, false, current_context()));
    ASSERT_TRUE(loop.tasks().add(second, false, current_context()));
    item end_first{[&] { loop.tasks().remove(first); }};
    item end_second{[&] { loop.tasks().remove(second); }};
    std::thread other([&] {
        loop.submit(end_first);
        loop.submit(end_second);
    });
    loop.run_until_no_tasks();
    EXPECT_TRUE(loop.tasks().empty());
    other.join();
}

TEST(MainLoop, AsksItsTasksToStopAndRunsThemBeforeItGoes) {
    live_task task;
    auto loop = std::make_unique<main_loop>("goes");
    EXPECT_EQ(loop->name(), "goes");
    item ends{[raw = loop.get(), &task] { raw->tasks().remove(task); }};
    task.when_asked = [raw = loop.get(), &ends] { raw->submit(ends); };
    ASSERT_TRUE(loop->tasks().add(task, false, current_context()));
    loop.reset();
    EXPECT_EQ(task.asked, 1);
    EXPECT_EQ(task.retained, 0);
}

}  // namespace
}  // namespace wend
