#include <wend/exec/roster.hpp>

#include "tests/exec/roster_node.hpp"
#include "tests/support/test.hpp"

#include <wend/exec/context.hpp>
#include <wend/exec/manual_executor.hpp>

#include <gtest/gtest.h>
#include <atomic>
#include <deque>
#include <memory>
#include <semaphore>
#include <thread>
#include <utility>
#include <vector>

namespace wend {
namespace {

using test::live_task;

TEST(Roster, IsEmptyUntilATaskIsAddedAndAfterItEnded) {
    roster r;
    EXPECT_TRUE(r.empty());
    live_task a, b;
    EXPECT_TRUE(r.add(a, false, current_context()));
    EXPECT_TRUE(r.add(b, true, current_context()));
    EXPECT_FALSE(r.empty());
    EXPECT_EQ(r.live(), 2U);
    r.remove(a);
    EXPECT_FALSE(r.empty());
    r.remove(b);
    EXPECT_TRUE(r.empty());
    EXPECT_EQ(r.live(), 0U);
}

TEST(Roster, OnceClosedTakesTasksFromInsideOnly) {
    roster r;
    live_task outside, inside;
    EXPECT_FALSE(r.closed());
    r.close();
    EXPECT_TRUE(r.closed());
    EXPECT_FALSE(r.add(outside, false, current_context()));
    EXPECT_TRUE(r.empty());
    EXPECT_TRUE(r.add(inside, true, current_context()));
    r.remove(inside);
}

TEST(Roster, AsksEveryTaskToStopOnce) {
    roster r;
    live_task a, b;
    ASSERT_TRUE(r.add(a, false, current_context()));
    ASSERT_TRUE(r.add(b, false, current_context()));
    r.request_stop();
    r.request_stop();
    EXPECT_EQ(a.asked, 1);
    EXPECT_EQ(b.asked, 1);
    EXPECT_EQ(a.retained, 0) << "what was retained is released";
    EXPECT_EQ(r.live(), 2U) << "asking doesn't remove";
    r.remove(a);
    r.remove(b);
}

TEST(Roster, ATaskAddedAfterTheRequestIsBornStopped) {
    roster r;
    r.request_stop();
    live_task late;
    ASSERT_TRUE(r.add(late, false, current_context()));
    EXPECT_EQ(late.asked, 1);
    r.request_stop();
    EXPECT_EQ(late.asked, 1);
    r.remove(late);
}

TEST(Roster, ATaskMayEndInsideTheRequest) {
    roster r;
    live_task a, b;
    a.when_asked = [&] { r.remove(a); };
    ASSERT_TRUE(r.add(a, false, current_context()));
    ASSERT_TRUE(r.add(b, false, current_context()));
    r.request_stop();
    EXPECT_EQ(r.live(), 1U);
    EXPECT_EQ(b.asked, 1);
    r.remove(b);
}

TEST(Roster, ReportsTheLastRemovalOnceItIsWatched) {
    int reports = 0;
    roster r{[](void* n) noexcept { ++*static_cast<int*>(n); }, &reports};
    live_task a, b;
    ASSERT_TRUE(r.add(a, false, current_context()));
    r.remove(a);
    EXPECT_EQ(reports, 0) << "not yet watched";
    ASSERT_TRUE(r.add(a, false, current_context()));
    ASSERT_TRUE(r.add(b, false, current_context()));
    r.watch();
    r.remove(a);
    EXPECT_EQ(reports, 0);
    r.remove(b);
    EXPECT_EQ(reports, 1);
}

TEST(Roster, ReportsNothingAnyMoreWhenTheLastWatcherHasGone) {
    int reports = 0;
    roster r{[](void* n) noexcept { ++*static_cast<int*>(n); }, &reports};
    live_task a;
    const auto come_and_go = [&] {
        ASSERT_TRUE(r.add(a, false, nullptr));
        r.remove(a);
    };
    r.watch();
    r.watch();
    r.unwatch();
    come_and_go();
    EXPECT_EQ(reports, 1) << "one of two is still there";
    r.unwatch();
    come_and_go();
    EXPECT_EQ(reports, 1);
}

TEST(Roster, AnObserverIsAWatcherOnce) {
    int reports = 0, observed = 0;
    roster r{[](void* n) noexcept { ++*static_cast<int*>(n); }, &reports};
    live_task a;
    const auto come_and_go = [&] {
        ASSERT_TRUE(r.add(a, false, nullptr));
        r.remove(a);
    };
    const auto count = [](void* n) noexcept { ++*static_cast<int*>(n); };
    r.observe(nullptr, nullptr);  // there was none
    r.observe(count, &observed);
    r.observe(count, &observed);
    come_and_go();
    EXPECT_EQ(reports, 1);
    EXPECT_EQ(observed, 1);
    r.observe(nullptr, nullptr);
    come_and_go();
    EXPECT_EQ(reports, 1);
    EXPECT_EQ(observed, 1);
}

TEST(RosterDeathTest, DestroyedWithALiveTaskIsABrokenContract) {
    EXPECT_DEATH(
        {
            live_task a;
            roster r;
            r.add(a, false, current_context());
        },
        "broken contract: an executor was destroyed before the tasks");
}

/// Runs `body(worker)` on `count` threads, each in the context of a worker of its own, so that they
/// use different shards.
template <class Body>
void on_workers(int count, Body body) {
    manual_executor e;
    std::vector<std::thread> all;
    for (int w = 0; w < count; ++w) {
        all.emplace_back([&, w] {
            context here{e, nullptr, w};
            body(w);
        });
    }
    for (auto& t : all) t.join();
}

/// Calls `step(i)` again and again, during which something is live, while another thread looks with
/// `empty()`: until enough looks had exactly one step in their midst (a wrong look is wrong by as
/// many as there were), or it was tried often enough for a machine with one processor. Returns how
/// often something looked empty, and the number of steps.
template <class Step, class Empty>
std::pair<std::uint64_t, int> hand_over(Step step, Empty empty) {
    constexpr int enough = 20'000;
    const int most = test::slow_build() ? 300'000 : 3'000'000;
    std::atomic<int> steps{0}, overlapped{0};
    std::atomic<bool> started{false}, done{false};
    std::uint64_t lies = 0;
    auto engine = test::random();
    std::thread observer([&] {
        started = true;
        while (!done) {
            const int before = steps.load(std::memory_order_relaxed);
            lies += empty() ? 1U : 0U;
            if (steps.load(std::memory_order_relaxed) == before + 1) ++overlapped;
        }
    });
    while (!started) std::this_thread::yield();
    int i = 0;
    for (; i < most && overlapped < enough; ++i) {
        step(i);
        steps.store(i, std::memory_order_relaxed);
        for (auto spins = engine() % 512; spins > 0; --spins) asm volatile("" ::: "memory");
    }
    done = true;
    observer.join();
    return {lies, i};
}

TEST(Roster, NeverLooksEmptyWhileParentsHandOverToChildren) {
    // A relay: a child is added in the next worker's shard, and only then is its parent removed
    // from another. So at every moment one of them is live, though each shard's count keeps going
    // to 0.
    constexpr int workers = 6;
    roster r;
    live_task relay[2];
    ASSERT_TRUE(r.add(relay[1], false, current_context()));
    manual_executor e;
    const auto [lies, steps] = hand_over(
        [&](int i) {
            context here{e, nullptr, i % workers};
            r.add(relay[i % 2], true, current_context());
            r.remove(relay[(i + 1) % 2]);
        },
        [&] { return r.empty(); });
    EXPECT_EQ(lies, 0U);
    EXPECT_EQ(r.live(), 1U);
    r.remove(relay[(steps + 1) % 2]);
    EXPECT_TRUE(r.empty());
}

TEST(Roster, AllNeverLookEmptyWhileTasksOfOneSpawnOnAnother) {
    constexpr int count = 3;
    std::deque<roster> rosters(count);
    const auto at = [&](int i) -> roster& { return rosters[static_cast<std::size_t>(i % count)]; };
    const auto all_empty = [&] { return roster::all_empty({&at(0), &at(1), &at(2)}); };
    live_task relay[2];
    EXPECT_TRUE(all_empty());
    ASSERT_TRUE(at(0).add(relay[0], false, current_context()));
    const auto [lies, steps] = hand_over(
        [&](int i) {
            at(i + 1).add(relay[(i + 1) % 2], false, current_context());
            at(i).remove(relay[i % 2]);
        },
        all_empty);
    EXPECT_EQ(lies, 0U);
    at(steps).remove(relay[steps % 2]);
    EXPECT_TRUE(all_empty());
}

TEST(Roster, SeesAChildThatIsRemovedOnAnotherThread) {
    const int rounds = test::slow_build() ? 300 : 1'500;
    roster r;
    std::atomic<live_task*> slot{nullptr};
    std::atomic<int> lies{0};
    on_workers(2, [&](int w) {
        for (int i = 0; i < rounds; ++i) {
            if (w == 0) {
                auto* child = new live_task;
                EXPECT_TRUE(r.add(*child, false, current_context()));
                lies += r.empty() ? 1 : 0;  // it lives until the other thread gets it
                slot = child;
                while (slot != nullptr) std::this_thread::yield();
                lies += r.empty() ? 0 : 1;
            } else {
                live_task* child = nullptr;
                while ((child = slot) == nullptr) std::this_thread::yield();
                r.remove(*child);
                delete child;
                slot = nullptr;
            }
        }
    });
    EXPECT_EQ(lies, 0);
}

TEST(Roster, ReportsTheEndToAWatcherThatSleeps) {
    const int rounds = test::slow_build() ? 300 : 2'000;
    for (int round = 0; round < rounds; ++round) {
        std::counting_semaphore<> sleeper{0};
        roster r{[](void* p) noexcept { static_cast<std::counting_semaphore<>*>(p)->release(); },
                 &sleeper};
        constexpr int workers = 2;
        live_task tasks[workers];
        for (live_task& t : tasks) ASSERT_TRUE(r.add(t, false, current_context()));
        std::thread watcher([&] {
            r.watch();
            while (!r.empty()) sleeper.acquire();  // hangs if the last removal wasn't reported
        });
        on_workers(workers, [&](int w) { r.remove(tasks[w]); });
        watcher.join();
    }
}

TEST(Roster, AsksEachTaskOnceWhileTasksComeAndGo) {
    const int rounds = test::slow_build() ? 100 : 500;
    for (int round = 0; round < rounds; ++round) {
        roster r;
        constexpr int workers = 2;
        std::deque<live_task> stay(workers * 10), go(workers * 10);
        std::atomic<int> ready{0};
        std::thread stopper([&] {
            while (ready != workers) std::this_thread::yield();
            r.request_stop();
        });
        on_workers(workers, [&](int w) {
            ++ready;
            for (int i = 0; i < 10; ++i) {
                const auto n = static_cast<std::size_t>(w * 10 + i);
                EXPECT_TRUE(r.add(stay[n], false, current_context()));
                EXPECT_TRUE(r.add(go[n], false, current_context()));
                r.remove(go[n]);
            }
        });
        stopper.join();
        for (live_task& t : stay) {
            ASSERT_EQ(t.asked, 1);
            ASSERT_EQ(t.retained, 0);
            r.remove(t);
        }
        for (live_task& t : go) {
            ASSERT_LE(t.asked, 1);
            ASSERT_EQ(t.retained, 0);
        }
    }
}

TEST(Roster, NoTaskSlipsInAfterItWasClosedAndSeenEmpty) {
    // In each round one thread closes a roster and looks, the other adds to it; both start at the
    // same moment, one of them a little later.
    constexpr std::size_t rounds = 20'000;
    const std::size_t repeats = test::slow_build() ? 1 : 4;
    auto engine = test::random();
    for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
        std::deque<roster> rosters(rounds);
        std::vector<live_task> tasks(rounds);
        std::vector<char> added(rounds), seen_empty(rounds);
        std::vector<int> delay(rounds);
        for (int& d : delay) d = static_cast<int>(engine() % 128) - 64;
        std::atomic<std::size_t> here{0}, there{0};
        const auto meet = [](auto& mine, auto& other, std::size_t round, int later) {
            mine = round;
            for (int spins = 0; other < round; ++spins)
                if (spins > 1'000) std::this_thread::yield();
            for (int i = 0; i < later; ++i) asm volatile("" ::: "memory");
        };
        std::thread spawner([&] {
            for (std::size_t i = 0; i < rounds; ++i) {
                meet(there, here, i + 1, delay[i]);
                added[i] = rosters[i].add(tasks[i], false, current_context()) ? 1 : 0;
            }
        });
        for (std::size_t i = 0; i < rounds; ++i) {
            meet(here, there, i + 1, -delay[i]);
            rosters[i].close();
            seen_empty[i] = rosters[i].empty() ? 1 : 0;
        }
        spawner.join();
        int slipped_in = 0;
        for (std::size_t i = 0; i < rounds; ++i) {
            slipped_in += added[i] != 0 && seen_empty[i] != 0 ? 1 : 0;
            if (added[i] != 0) rosters[i].remove(tasks[i]);
        }
        ASSERT_EQ(slipped_in, 0) << "their executor has gone";
    }
}

}  // namespace
}  // namespace wend
