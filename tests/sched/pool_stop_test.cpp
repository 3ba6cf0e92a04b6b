#include "tests/sched/items.hpp"
#include "tests/support/proc.hpp"
#include "tests/support/test.hpp"

#include <wend/core/errors.hpp>
#include <wend/exec/identity.hpp>
#include <wend/exec/main_loop.hpp>
#include <wend/sched/pool.hpp>

#include <gtest/gtest.h>
#include <atomic>
#include <memory>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

namespace wend::test {
namespace {

/// What the task layer registers for a task: remembers that it was asked to stop.
struct fake_task : roster_node {
    fake_task() : roster_node{faked} {}
    void stop_asked() noexcept {
        asked = true;
        if (on_stop != nullptr) pool_->submit(*on_stop);
    }
    std::atomic<bool> asked{false};
    pool* pool_ = nullptr;
    work_item* on_stop = nullptr;

private:
    static const operations faked;
};
inline constexpr roster_node::operations fake_task::faked{
    .request_stop = [](roster_node& n) noexcept { static_cast<fake_task&>(n).stop_asked(); },
    .retain = [](roster_node&) noexcept {},
    .release = [](roster_node&) noexcept {}};

/// `left` items, one after the other.
void chain(pool& p, context& here, int left, std::atomic<int>& ran) {
    ++ran;
    if (left > 1) {
        p.submit(make_item([&p, left, &ran](context& c) { chain(p, c, left - 1, ran); }), here);
    }
}

TEST(PoolDrain, OfAnIdlePoolReturnsAtOnce) {
    pool p{{.workers = 2}};
    p.drain();
    p.drain();
    EXPECT_EQ(p.stats().items_run, 0U);
}

TEST(PoolDrain, WaitsForWhatItemsSubmit) {
    pool p{{.workers = 2}};
    for (int i = 0; i < 100; ++i) {
        std::atomic<int> ran{0};
        p.submit(make_item([&](context& c) { chain(p, c, 100, ran); }));
        p.drain();
        ASSERT_EQ(ran, 100);
    }
}

/// True once the thread of that name sleeps in the kernel.
bool sleeps(const std::string& name) {
    for (const auto& t : thread_states()) {
        if (t.name == name) return t.state.starts_with("S");
    }
    return false;
}

TEST(PoolDrain, WaitsForLiveTasksEvenIfNoItemIsQueued) {
    pool p{{.workers = 2}};
    fake_task task;
    ASSERT_TRUE(p.tasks().add(task, false, current_context()));
    std::atomic<bool> drained{false};
    std::thread waiter{[&] {
        set_thread_name("drainer");
        p.drain();
        drained = true;
    }};
    while (!drained && !sleeps("drainer")) std::this_thread::yield();
    EXPECT_FALSE(drained);
    item end{[&](context&) { p.tasks().remove(task); }};
    p.submit(end);
    waiter.join();
    EXPECT_FALSE(task.asked);
}

TEST(PoolDrain, EndsWhenTheLastTaskIsRefusedWhileItWaits) {
    // A task that is added too late and taken back at once, on a thread outside of the pool.
    pool p{{.workers = 1}};
    for (int i = 0; i < 1000; ++i) {
        fake_task task;
        ASSERT_TRUE(p.tasks().add(task, false, current_context()));
        std::thread other{[&] { p.tasks().remove(task); }};
        p.drain();
        other.join();
    }
}

TEST(PoolDrain, LeavesThePoolUsable) {
    pool p{{.workers = 2}};
    std::atomic<int> ran{0};
    for (int i = 0; i < 3; ++i) {
        p.submit(make_item([&](context&) { ++ran; }));
        p.drain();
        EXPECT_EQ(ran, i + 1);
    }
}

TEST(PoolDrain, IsRefusedOnAThreadThatRunsItems) {
    pool p{{.workers = 1}}, other{{.workers = 1}};
    main_loop loop;
    int refused = 0;
    const auto try_to = [&](context&) {
        try {
            p.drain();
        } catch (const blocking_on_worker&) {
            ++refused;
        }
    };
    item own{try_to}, foreign{try_to}, main{try_to};
    p.submit(own);
    p.drain();
    EXPECT_EQ(refused, 1);
    other.submit(foreign);
    other.drain();
    EXPECT_EQ(refused, 2);
    loop.submit(main);
    loop.poll();
    EXPECT_EQ(refused, 3);
}

TEST(PoolDrain, FromSeveralThreadsAtOnceEndsForAll) {
    pool p{{.workers = 2}};
    std::atomic<int> ran{0};
    p.submit(make_item([&](context& c) { chain(p, c, 10'000, ran); }));
    std::vector<std::thread> waiters;
    std::atomic<int> right{0};
    for (int i = 0; i < 4; ++i) {
        waiters.emplace_back([&] {
            p.drain();
            if (ran == 10'000) ++right;
        });
    }
    for (auto& w : waiters) w.join();
    EXPECT_EQ(right, 4);
}

TEST(PoolStop, RunsWhatIsQueuedAndWhatThatSubmits) {
    for (const unsigned workers : {1U, 2U, 4U}) {
        std::atomic<int> ran{0};
        pool p{{.workers = workers}};
        for (int i = 0; i < 10; ++i) {
            p.submit(make_item([&](context& c) { chain(p, c, 1000, ran); }));
        }
        p.stop();
        EXPECT_EQ(ran, 10'000);
    }
}

TEST(PoolStop, TwiceIsOnce) {
    std::atomic<int> stopped{0};
    pool p{{.workers = 2,
            .on_thread_stop = [](unsigned, void* n) { ++*static_cast<std::atomic<int>*>(n); },
            .user = &stopped}};
    p.stop();
    p.stop();
    EXPECT_EQ(stopped, 2);
}

TEST(PoolStop, AtOnceFromSeveralThreadsReturnsToAllWhenItIsDone) {
    for (int round = 0; round < 100; ++round) {
        std::atomic<int> ran{0}, right{0};
        pool p{{.workers = 2}};
        p.submit(make_item([&](context& c) { chain(p, c, 200, ran); }));
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                p.stop();
                if (ran == 200) ++right;
            });
        }
        for (auto& t : threads) t.join();
        ASSERT_EQ(right, 4);
    }
}

TEST(PoolStop, BesideADrainBothEnd) {
    for (int round = 0; round < 200; ++round) {
        std::atomic<int> ran{0};
        pool p{{.workers = 2}};
        p.submit(make_item([&](context& c) { chain(p, c, 20, ran); }));
        std::thread drainer{[&] { p.drain(); }};
        p.stop();
        drainer.join();
        ASSERT_EQ(ran, 20);
    }
}

TEST(PoolStop, DrainAfterwardsReturnsAtOnce) {
    pool p{{.workers = 1}};
    p.stop();
    p.drain();
    EXPECT_EQ(p.stats().items_run, 0U);
}

TEST(PoolStop, OnAWorkerOnlyAsksAndReturns) {
    pool p{{.workers = 2}};
    fake_task task;
    ASSERT_TRUE(p.tasks().add(task, false, current_context()));
    bool went_on = false;
    item asks{[&](context& c) {
        p.stop();
        went_on = true;
        // Items of the pool may still submit.
        p.submit(make_item([&](context&) { p.tasks().remove(task); }), c);
    }};
    p.submit(asks);
    p.drain();
    EXPECT_TRUE(went_on);
    EXPECT_TRUE(task.asked);
}

TEST(PoolStop, AsksTheTasksAndWaitsForThem) {
    pool p{{.workers = 2}};
    fake_task task;
    task.pool_ = &p;
    bool ended = false;
    item end{[&](context&) {
        ended = true;
        p.tasks().remove(task);
    }};
    task.on_stop = &end;
    ASSERT_TRUE(p.tasks().add(task, false, current_context()));
    p.stop();
    EXPECT_TRUE(ended);
}

TEST(PoolStop, AfterwardsTasksFromOutsideAreRefused) {
    pool p{{.workers = 1}};
    p.stop();
    fake_task task;
    EXPECT_FALSE(p.tasks().add(task, false, current_context()));
}

TEST(PoolStop, AfterwardsAnItemIsABrokenContract) {
    EXPECT_DEATH(
        {
            pool p{{.workers = 1}};
            p.stop();
            p.submit(make_item([](context&) {}));
        },
        "submitted to a pool that has been stopped");
}

TEST(PoolStop, DestroyingAPoolOnItsOwnWorkerIsABrokenContract) {
    EXPECT_DEATH(
        {
            auto p = std::make_unique<pool>(pool_options{.workers = 1});
            std::binary_semaphore never{0};
            p->submit(make_item([&](context&) { p.reset(); }));
            never.acquire();
        },
        "destroyed on one of its own workers");
}

TEST(PoolStop, AnItemMayEndThePoolsLifeFromOutsideWhileItsSubmitterIsStillInSubmit) {
    // The submitter must not touch the pool once the item can have run.
    allow_seconds(30);
    for (int round = 0; round < 2000; ++round) {
        auto p = std::make_unique<pool>(pool_options{.workers = 1});
        std::binary_semaphore ran{0};
        item last{[&](context&) { ran.release(); }};
        std::thread submitter{[&, to = p.get()] { to->submit(last); }};
        ran.acquire();
        p.reset();
        submitter.join();
    }
}

TEST(PoolStop, TenThousandPoolsStartAndStopWithWorkInFlight) {
    allow_seconds(60);
    std::atomic<int> ran{0};
    for (int cycle = 0; cycle < 10'000; ++cycle) {
        pool p{{.workers = 2}};
        for (int i = 0; i < 4; ++i) {
            p.submit(make_item([&](context& c) { chain(p, c, 5, ran); }));
        }
        if (cycle % 2 == 0) p.stop();
    }
    EXPECT_EQ(ran, 10'000 * 4 * 5);
}

}  // namespace
}  // namespace wend::test
