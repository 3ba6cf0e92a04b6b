#include <wend/sched/pool.hpp>

#include "tests/sched/items.hpp"
#include "tests/support/test.hpp"

#include <wend/core/errors.hpp>
#include <wend/exec/identity.hpp>
#include <wend/exec/inline_executor.hpp>
#include <wend/exec/main_loop.hpp>

#include <gtest/gtest.h>
#include <atomic>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

namespace wend::test {
namespace {

TEST(Pool, RunsWhatIsSubmittedFromOutsideOnAWorker) {
    pool p{{.workers = 2}};
    std::string name;
    bool right_context = false, running_here = false;
    item one{[&](context& here) {
        name = current_thread_name();
        right_context = here.here() == executor_ref{p} && current_context() == &here &&
                        here.worker() == current_worker_index() && here.worker() >= 0 &&
                        here.worker() < 2 && name == "worker-" + std::to_string(here.worker());
        running_here = p.running_here();
    }};
    p.submit(one);
    p.drain();
    EXPECT_TRUE(right_context) << name;
    EXPECT_TRUE(running_here);
    EXPECT_FALSE(p.running_here());
}

TEST(Pool, RunsEachOfManyItemsFromManyThreadsOnce) {
    allow_seconds(30);
    constexpr int producers = 4, each = 20'000;
    pool p{{.workers = 3}};
    std::atomic<int> ran{0};
    auto count = [&](context&) { ran.fetch_add(1, std::memory_order_relaxed); };
    std::vector<item<decltype(count)>> items(producers * each, item{count});
    std::vector<std::thread> threads;
    for (int t = 0; t < producers; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < each; ++i) {
                p.submit(items[static_cast<std::size_t>(t * each + i)]);
            }
        });
    }
    for (auto& t : threads) t.join();
    p.drain();
    EXPECT_EQ(ran, producers * each);
    EXPECT_EQ(p.stats().items_run, static_cast<std::uint64_t>(producers * each));
    EXPECT_EQ(p.stats().injected, static_cast<std::uint64_t>(producers * each));
}

/// A binary tree of items, each of which submits two more: spawn after spawn on the workers.
void grow_tree(executor_ref on, context& here, int depth, std::atomic<int>& leaves) {
    if (depth == 0) {
        leaves.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    for (int i = 0; i < 2; ++i) {
        on.submit(make_item([=, &leaves](context& c) { grow_tree(on, c, depth - 1, leaves); }),
                  here);
    }
}

TEST(Pool, LocalSubmissionsDoNotTouchTheInjector) {
    allow_seconds(30);
    pool p{{.workers = 2}};
    std::atomic<int> leaves{0};
    p.submit(make_item([&](context& c) { grow_tree(p, c, 16, leaves); }));
    p.drain();
    EXPECT_EQ(leaves, 1 << 16);
    const pool_stats s = p.stats();
    EXPECT_EQ(s.injected, 1U);
    EXPECT_EQ(s.local_pushes, (2U << 16) - 2);
    EXPECT_EQ(s.items_run, (2U << 16) - 1);
}

TEST(Pool, SubmittingWithoutAContextOnAWorkerIsLocalToo) {
    pool p{{.workers = 1}};
    item inner{[](context&) {}};
    item outer{[&](context&) { p.submit(inner); }};
    p.submit(outer);
    p.drain();
    EXPECT_EQ(p.stats().injected, 1U);
    EXPECT_EQ(p.stats().local_pushes, 1U);
}

TEST(Pool, SubmittingFromAnExecutorNestedOnAWorkerIsLocalToo) {
    pool p{{.workers = 1}};
    inline_executor nested;
    item inner{[](context&) {}};
    item middle{[&](context& here) {
        EXPECT_EQ(here.here(), executor_ref{nested});
        p.submit(inner, here);
    }};
    item outer{[&](context&) { nested.submit(middle); }};
    p.submit(outer);
    p.drain();
    EXPECT_EQ(p.stats().injected, 1U);
    EXPECT_EQ(p.stats().local_pushes, 1U);
}

TEST(Pool, AnItemFromAnotherPoolIsInjected) {
    pool a{{.workers = 1}}, b{{.workers = 1}};
    int worker_of = 7;
    bool on_b = false;
    item inner{[&](context& here) {
        on_b = here.here() == executor_ref{b};
        worker_of = here.worker();
    }};
    item outer{[&](context& here) { b.submit(inner, here); }};
    a.submit(outer);
    a.drain();
    b.drain();
    EXPECT_TRUE(on_b);
    EXPECT_EQ(worker_of, 0);
    EXPECT_EQ(a.stats().local_pushes, 0U);
    EXPECT_EQ(b.stats().injected, 1U);
}

TEST(Pool, AnIdleWorkerStealsFromABusyOne) {
    pool p{{.workers = 2}};
    std::binary_semaphore stolen_ran{0};
    int owner = -1, thief = -1;
    item second{[&](context& here) {
        thief = here.worker();
        stolen_ran.release();
    }};
    item first{[&](context& here) {
        owner = here.worker();
        p.submit(second, here);
        stolen_ran.acquire();  // holds the worker: only another one can run the second item
    }};
    p.submit(first);
    p.drain();
    EXPECT_NE(owner, thief);
    EXPECT_EQ(p.stats().steals, 1U);
    EXPECT_EQ(p.stats(static_cast<unsigned>(thief)).steals, 1U);
    EXPECT_EQ(p.stats(static_cast<unsigned>(owner)).local_pushes, 1U);
    EXPECT_GE(p.stats().steal_attempts, 1U);
}

TEST(Pool, OneSubmissionAfterAnotherWakesAsManyWorkersAsThereIsWorkFor) {
    constexpr int count = 4;
    pool p{{.workers = count}};
    std::atomic<int> together{0};
    auto meet = [&](context&) {
        ++together;
        while (together != count) std::this_thread::yield();  // each needs a thread of its own
    };
    std::vector<item<decltype(meet)>> items(count, item{meet});
    for (auto& i : items) p.submit(i);
    p.drain();
    EXPECT_EQ(together, count);
}

TEST(Pool, ItemsQueuedByOneWorkerSpreadToAsManyAsThereIsWorkFor) {
    constexpr int count = 4;
    pool p{{.workers = count}};
    std::atomic<int> together{0};
    auto meet = [&](context&) {
        ++together;
        while (together != count) std::this_thread::yield();
    };
    std::vector<item<decltype(meet)>> items(count, item{meet});
    item first{[&](context& here) {
        for (auto& i : items) p.submit(i, here);
    }};
    p.submit(first);
    p.drain();
    EXPECT_EQ(together, count);
}

TEST(Pool, StatsOfAllWorkersAddUp) {
    allow_seconds(30);
    pool p{{.workers = 3}};
    std::atomic<int> leaves{0};
    p.submit(make_item([&](context& c) { grow_tree(p, c, 12, leaves); }));
    p.drain();
    pool_stats sum;
    for (unsigned w = 0; w < p.workers(); ++w) sum += p.stats(w);
    EXPECT_EQ(sum.items_run, p.stats().items_run);
    EXPECT_EQ(sum.items_run, sum.injected + sum.local_pushes);
    EXPECT_LE(sum.steals + sum.lost_races, sum.steal_attempts);
}

/// Runs until it has had `turns` turns, giving way each time.
struct yielder : work_item {
    yielder(char n, int t, std::string& l) : work_item{step}, name{n}, turns{t}, log{&l} {}
    static void step(work_item& self, context& here) noexcept {
        auto& me = static_cast<yielder&>(self);
        *me.log += me.name;
        if (--me.turns != 0) here.here().submit_back(me, here);
    }
    char name;
    int turns;
    std::string* log;
};

TEST(PoolYield, TwoItemsOnOneWorkerTakeTurns) {
    pool p{{.workers = 1}};
    std::string log;
    yielder a{'a', 5, log}, b{'b', 5, log};
    item both{[&](context& here) {
        p.submit(a, here);
        p.submit(b, here);
    }};
    p.submit(both);
    p.drain();
    EXPECT_EQ(log, "bababababa");
}

TEST(PoolYield, LetsWhatWasQueuedBeforeGoFirst) {
    pool p{{.workers = 1}};
    std::string log;
    yielder a{'a', 2, log};
    item old{[&](context&) { log += 'o'; }};
    item both{[&](context& here) {
        p.submit(old, here);
        p.submit(a, here);
    }};
    p.submit(both);
    p.drain();
    EXPECT_EQ(log, "aoa");
}

TEST(PoolYield, AnItemAloneGoesOnAndWakesNobody) {
    pool p{{.workers = 2}};
    while (p.stats().parks != p.stats().wakes + 2) std::this_thread::yield();
    const auto before = p.stats().wakes;
    std::string log;
    yielder alone{'x', 1000, log};
    p.submit(alone);
    p.drain();
    EXPECT_EQ(log, std::string(1000, 'x'));
    EXPECT_LE(p.stats().wakes, before + 2);  // for the submission from outside; a sentinel
    EXPECT_EQ(p.stats().steals, 0U);
}

TEST(PoolYield, OffThePoolItIsAPlainSubmit) {
    pool p{{.workers = 1}};
    main_loop loop;
    bool ran = false;
    item one{[&](context&) { ran = true; }};
    item off{[&](context& here) { p.submit_back(one, here); }};
    loop.submit(off);
    loop.poll();
    p.drain();
    EXPECT_TRUE(ran);
    EXPECT_EQ(p.stats().injected, 1U);
}

/// Submits itself again and again, newest first, until told to end.
struct hog : work_item {
    hog() : work_item{step} {}
    static void step(work_item& self, context& here) noexcept {
        auto& me = static_cast<hog&>(self);
        if (me.on_step != nullptr) me.on_step(me, here);
        if (me.end) return;
        ++me.turns;
        here.here().submit(me, here);
    }
    void (*on_step)(hog&, context&) = nullptr;
    bool end = false;
    int turns = 0;
    void* user = nullptr;
};

TEST(PoolFairness, InjectedItemsAreNotStarvedByLocalOnes) {
    pool p{{.workers = 1}};
    hog busy;
    item injected{[&](context&) { busy.end = true; }};
    struct both {
        pool* p;
        work_item* injected;
    } arguments{&p, &injected};
    busy.user = &arguments;
    busy.on_step = [](hog& self, context&) {
        self.on_step = nullptr;
        std::thread{[&] {
            auto* to = static_cast<both*>(self.user);
            to->p->submit(*to->injected);
        }}.join();
    };
    p.submit(busy);
    p.drain();
    EXPECT_LE(busy.turns, 61);
}

TEST(PoolFairness, YieldingItemsDoNotStarveInjectedOnes) {
    pool p{{.workers = 1}};
    std::atomic<bool> end{false};
    std::atomic<int> turns{0};
    struct polite : work_item {
        polite(std::atomic<bool>& e, std::atomic<int>& t) : work_item{step}, end{e}, turns{t} {}
        static void step(work_item& self, context& here) noexcept {
            auto& me = static_cast<polite&>(self);
            if (me.end) return;
            ++me.turns;
            here.here().submit_back(me, here);
        }
        std::atomic<bool>& end;
        std::atomic<int>& turns;
    } a{end, turns}, b{end, turns};
    item injected{[&](context&) { end = true; }};
    item start{[&](context& here) {
        p.submit(a, here);
        p.submit(b, here);
        std::thread{[&] { p.submit(injected); }}.join();
    }};
    p.submit(start);
    p.drain();
    EXPECT_LE(turns, 61);
}

TEST(PoolFairness, AWorkersOldestItemIsNotStarvedByNewerOnes) {
    pool p{{.workers = 1}};
    hog busy;
    item oldest{[&](context&) { busy.end = true; }};
    item start{[&](context& here) {
        p.submit(oldest, here);
        p.submit(busy, here);
    }};
    p.submit(start);
    p.drain();
    EXPECT_LE(busy.turns, 61);
}

}  // namespace
}  // namespace wend::test
