#include "tests/support/test.hpp"

#include <wend/wend.hpp>

#include <gtest/gtest.h>
#include <atomic>
#include <tuple>
#include <vector>

// Fork and join on the pool itself: what its queues, and the branches' own way past them, have to do
// with each other.

namespace wend::test {
namespace {

task<long> fork(int n) {
    if (n < 2) co_return n;
    auto both = co_await when_all(fork(n - 1), fork(n - 2));
    co_return std::get<0>(both) + std::get<1>(both);
}

class ForkJoin : public ::testing::TestWithParam<queue_sharing> {};
INSTANTIATE_TEST_SUITE_P(Pool, ForkJoin,
                         ::testing::Values(queue_sharing::when_hungry, queue_sharing::always),
                         [](const auto& i) {
                             return i.param == queue_sharing::always ? "always" : "when_hungry";
                         });

TEST_P(ForkJoin, ATreeOfBranchesIsRightWhoeverRunsThem) {
    allow_seconds(60);
    for (unsigned workers : {1U, 2U, 4U}) {
        pool p{{.workers = workers, .sharing = GetParam()}};
        for (int i = 0; i < 5; ++i) EXPECT_EQ(sync_wait(spawn(p, fork(20))), 6765);
    }
}

TEST_P(ForkJoin, OneWorkerRunsATreeWithoutASteal) {
    pool p{{.workers = 1, .sharing = GetParam()}};
    EXPECT_EQ(sync_wait(spawn(p, fork(18))), 2584);
    p.drain();
    EXPECT_EQ(p.stats().steals, 0U);
    EXPECT_LT(p.stats().items_run, 4181U / 8) << "most branches run without the loop";
}

task<long> suspending(int n, std::atomic<int>& turns) {
    if (n < 2) {
        if (++turns % 3 == 0) co_await yield();
        co_return n;
    }
    std::vector<task<long>> branches;
    branches.push_back(suspending(n - 1, turns));
    branches.push_back(suspending(n - 2, turns));
    if (n > 3) branches.push_back(suspending(n - 3, turns));
    const std::vector<long> got = co_await when_all(std::move(branches));
    co_return got[0] + got[1];
}
TEST_P(ForkJoin, BranchesThatSuspendAndComeBackElsewhereAreCounted) {
    allow_seconds(60);
    for (unsigned workers : {1U, 2U, 4U}) {
        pool p{{.workers = workers, .sharing = GetParam()}};
        std::atomic<int> turns{0};
        EXPECT_EQ(sync_wait(spawn(p, suspending(14, turns))), 377);
    }
}

/// One worker, all its time in a tree of branches: what comes from outside runs nevertheless.
TEST(ForkJoinFairness, ATreeOfBranchesDoesntKeepTheLoopFromTheInjector) {
    allow_seconds(60);
    pool p{{.workers = 1}};
    std::atomic<bool> started{false}, over{false};
    auto tree = spawn(
        p,
        [](std::atomic<bool>& s, std::atomic<bool>& o) -> task<void> {
            s = true;
            co_await fork(
                slow_build() ? 24 : 30);  // longer than a thread may have to wait for a processor
            o = true;
        },
        std::ref(started), std::ref(over));
    while (!started) {
    }
    auto outside = spawn(p, [](std::atomic<bool>& o) { return o.load(); }, std::ref(over));
    EXPECT_FALSE(sync_wait(std::move(outside))) << "it had to wait for the whole tree";
    sync_wait(std::move(tree));
}

task<int> trivial(int i) { co_return i; }
task<long> one_at_a_time(executor_ref where, int count) {
    long sum = 0;
    for (int i = 0; i < count; ++i) {
        auto handle = spawn(where, trivial(i));
        sum += co_await handle;
    }
    co_return sum;
}
/// Showing it to the other worker would cost both of them a cache line's way each time.
TEST(ForkJoinFairness, ATaskThatIsSpawnedAndAwaitedAtOnceStaysOnItsWorker) {
    allow_seconds(60);
    pool p{{.workers = 2}};
    constexpr int count = 100'000;
    EXPECT_EQ(sync_wait(spawn(p, one_at_a_time(p, count))), long{count} * (count - 1) / 2);
    // In a slow build an item may be queued for longer than a searcher's patience lasts.
    const auto seldom = static_cast<std::uint64_t>(count / (slow_build() ? 10 : 100));
    EXPECT_LT(p.stats().steals, seldom);
    EXPECT_LT(p.stats().wakes, seldom);
}

}  // namespace
}  // namespace wend::test
