#include "tests/support/test.hpp"

#include <wend/wend.hpp>

#include <gtest/gtest.h>
#include <algorithm>
#include <atomic>
#include <ranges>
#include <thread>
#include <vector>

// Parallel loops on the pool itself: what its queues, and a loop's offers in them, have to do with
// each other.

namespace wend::test {
namespace {

class ParallelPool : public ::testing::TestWithParam<queue_sharing> {};
INSTANTIATE_TEST_SUITE_P(Pool, ParallelPool,
                         ::testing::Values(queue_sharing::when_hungry, queue_sharing::always),
                         [](const auto& i) {
                             return i.param == queue_sharing::always ? "always" : "when_hungry";
                         });

long plus(long a, long b) { return a + b; }
task<long> numbered(int i) { co_return i; }
task<long> tree(int n) {
    if (n < 2) co_return n;
    co_return co_await parallel_transform_reduce(std::views::iota(n - 2, n), 0L, &plus, &tree);
}
TEST_P(ParallelPool, ATreeOfLoopsIsRightWhoeverRunsIt) {
    allow_seconds(60);
    for (const unsigned workers : {1U, 2U, 4U}) {
        pool p{{.workers = workers, .sharing = GetParam()}};
        for (int i = 0; i < 5; ++i) EXPECT_EQ(sync_wait(spawn(p, tree(18))), 2584);
    }
}

task<long> sum_to(int count) {
    co_return co_await parallel_transform_reduce(std::views::iota(0, count), 0L, &plus, &numbered);
}
TEST_P(ParallelPool, OneWorkerRunsALoopWithoutAStealAndHardlyThroughItsQueue) {
    constexpr int count = 100'000;
    pool p{{.workers = 1, .sharing = GetParam()}};
    EXPECT_EQ(sync_wait(spawn(p, sum_to(count))), long{count} * (count - 1) / 2);
    p.drain();
    EXPECT_EQ(p.stats().steals, 0U);
    EXPECT_LT(p.stats().items_run, count / 64U);
}

/// Each element is there until all are: so all of them run at once, on a worker each.
struct meets {
    std::atomic<int>& here;
    int all;
    void operator()(int) const {
        ++here;
        while (here != all) std::this_thread::yield();
    }
};
task<void> meeting(std::atomic<int>& here, int all) {
    co_await parallel_for_each(std::views::iota(0, all), meets{here, all});
}
TEST_P(ParallelPool, WhatIsNotStartedCanBeStolenWhileElementsCompute) {
    allow_seconds(60);
    for (const int workers : {2, 3, 4}) {
        pool p{{.workers = static_cast<unsigned>(workers), .sharing = GetParam()}};
        for (int i = 0; i < 20; ++i) {
            std::atomic<int> here{0};
            sync_wait(spawn(p, meeting(here, workers)));
            EXPECT_EQ(here, workers);
        }
    }
}

struct suspends {
    std::atomic<int>& turns;
    task<long> operator()(int i) const {
        if (++turns % 3 == 0) co_await yield();
        if (turns % 7 == 0) {
            std::vector<task<long>> branches;
            for (int k = 0; k < 3; ++k) branches.push_back(numbered(i));
            const std::vector<long> got = co_await when_all(std::move(branches));
            co_return got[2];
        }
        co_return i;
    }
};
task<long> suspending(std::atomic<int>& turns, int count, std::size_t limit) {
    co_return co_await parallel_transform_reduce(std::views::iota(0, count), 0L, &plus,
                                                 suspends{turns}, {.limit = limit});
}
TEST_P(ParallelPool, ElementsThatSuspendAndComeBackElsewhereAreCounted) {
    allow_seconds(60);
    constexpr int count = 20'000;
    for (const unsigned workers : {1U, 2U, 4U}) {
        for (const std::size_t limit : {1, 3, 1024}) {
            pool p{{.workers = workers, .sharing = GetParam()}};
            std::atomic<int> turns{0};
            EXPECT_EQ(sync_wait(spawn(p, suspending(turns, count, limit))),
                      long{count} * (count - 1) / 2);
        }
    }
}

/// Many short loops: their ends meet thieves that come late.
task<long> short_loops(int rounds) {
    long sum = 0;
    for (int i = 0; i < rounds; ++i)
        sum += co_await parallel_transform_reduce(std::views::iota(0, i % 9), 0L, &plus, &numbered);
    co_return sum;
}
TEST_P(ParallelPool, ManyShortLoopsEndOnceEach) {
    allow_seconds(60);
    constexpr int rounds = 45'000;
    for (const unsigned workers : {2U, 4U}) {
        pool p{{.workers = workers, .sharing = GetParam()}};
        EXPECT_EQ(sync_wait(spawn(p, short_loops(rounds))), long{rounds} / 9 * 84);
    }
}

/// One worker, all its time in a loop: what comes from outside runs nevertheless.
TEST(ParallelFairness, ALoopDoesntKeepTheWorkerFromTheInjector) {
    allow_seconds(60);
    pool p{{.workers = 1}};
    std::atomic<bool> started{false}, over{false};
    auto loop = spawn(
        p,
        [](std::atomic<bool>& s, std::atomic<bool>& o) -> task<void> {
            s = true;
            co_await sum_to(20'000'000);
            o = true;
        },
        std::ref(started), std::ref(over));
    while (!started) {
    }
    auto outside = spawn(p, [](std::atomic<bool>& o) { return o.load(); }, std::ref(over));
    EXPECT_FALSE(sync_wait(std::move(outside))) << "it had to wait for the whole loop";
    loop.cancel();
    sync_wait(loop.ended());
}

}  // namespace
}  // namespace wend::test
