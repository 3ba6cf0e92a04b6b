#include "tests/sched/items.hpp"
#include "tests/support/test.hpp"

#include <wend/sched/pool.hpp>

#include <gtest/gtest.h>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <semaphore>
#include <thread>
#include <vector>

// A worker's queue is private until somebody is hungry. What it has queued must not stay unseen
// behind what it computes, and must not be shown to anybody without need.

namespace wend::test {
namespace {

using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// Computes without looking at the scheduler until `until`, or until `enough`.
void compute(clock::time_point until, const std::atomic<bool>& enough) {
    while (!enough.load() && clock::now() < until) {
    }
}

/// How long `behind` took to be taken by another worker after its owner had queued it and gone on to
/// compute for 100 ms, the other worker being asleep.
clock::duration hidden_for(pool& p, int queued) {
    while (p.stats().parks < p.stats().wakes + 2) std::this_thread::yield();
    std::atomic<bool> seen{false};
    std::atomic<int> left{queued};
    clock::time_point pushed, taken;
    item behind{[&](context&) {
        if (!seen.load()) taken = clock::now();
        seen = true;
        --left;
    }};
    std::deque<item<decltype(behind.function)>> items(static_cast<std::size_t>(queued),
                                                      item{behind.function});
    bool in_time = false;
    item busy{[&](context& here) {
        for (auto& i : items) p.submit(i, here);
        pushed = clock::now();
        compute(pushed + milliseconds{100}, seen);
        in_time = seen.load();
    }};
    p.submit(busy);
    p.drain();
    EXPECT_EQ(left, 0);
    return in_time ? taken - pushed : milliseconds{100};
}

class Hidden : public ::testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Pool, Hidden, ::testing::Values(1, 2, 7),
                         ::testing::PrintToStringParamName());

TEST_P(Hidden, WorkBehindALongComputationIsTakenWithinTenMilliseconds) {
    allow_seconds(60);
    pool p{{.workers = 2}};
    std::vector<clock::duration> took(31);
    for (auto& t : took) t = hidden_for(p, GetParam());
    std::sort(took.begin(), took.end());
    // The median: this machine may be taken away from us for longer than that.
    EXPECT_LT(took[took.size() / 2], milliseconds{10});
    EXPECT_LT(took.front(), milliseconds{2});
}

/// As above, but the item was queued while the other worker was busy, so that its owner had no reason
/// to tell anybody.
TEST(Hidden, WorkThatWasQueuedWhileAllWereBusyIsTakenWhenSomebodyIsFree) {
    allow_seconds(60);
    pool p{{.workers = 2}};
    std::vector<clock::duration> took(31);
    for (auto& t : took) {
        std::atomic<bool> pushed{false}, both_busy{false}, seen{false};
        clock::time_point freed, taken;
        item other{[&](context&) {
            both_busy = true;
            while (!pushed.load()) {
            }
            freed = clock::now();
        }};
        item behind{[&](context&) {
            taken = clock::now();
            seen = true;
        }};
        bool in_time = false;
        item busy{[&](context& here) {
            while (!both_busy.load()) {
            }
            p.submit(behind, here);
            pushed = true;
            compute(clock::now() + milliseconds{100}, seen);
            in_time = seen.load();
        }};
        p.submit(busy);
        p.submit(other);
        p.drain();
        t = in_time ? taken - freed : milliseconds{100};
    }
    std::sort(took.begin(), took.end());
    EXPECT_LT(took[took.size() / 2], milliseconds{10});
}

/// The last one awake that finds something leaves a sentinel behind, or nobody would ever look.
TEST(Hidden, WorkIsTakenThoughAllOthersWentToSleepLongAgo) {
    allow_seconds(60);
    enum { pushed, put_back };
    for (int how : {pushed, put_back}) {
        pool p{{.workers = 4}};
        std::vector<clock::duration> took(15);
        for (auto& t : took) {
            std::uint64_t looks = ~std::uint64_t{0};  // until there is no sentinel any more
            while (p.stats().parks < p.stats().wakes + 4 || looks != p.stats().looks) {
                looks = p.stats().looks;
                std::this_thread::sleep_for(milliseconds{20});  // longer than a sentinel's patience
            }
            std::atomic<bool> seen{false}, started{false};
            clock::time_point queued, taken;
            item behind{[&](context&) {
                taken = clock::now();
                seen = true;
            }};
            bool in_time = false;
            item busy{[&](context& here) {
                started = true;
                const auto soon = clock::now() + std::chrono::microseconds{20};
                while (clock::now() < soon) {
                }
                queued = clock::now();
                if (how == pushed) {
                    p.submit(behind, here);
                } else {
                    p.submit_back(behind, here);
                }
                compute(queued + milliseconds{100}, seen);
                in_time = seen.load();
            }};
            item other{[&](context&) { compute(clock::now() + milliseconds{100}, seen); }};
            p.submit(busy);
            while (!started.load()) {
            }
            p.submit(other);
            p.drain();
            t = in_time ? taken - queued : milliseconds{100};
        }
        std::sort(took.begin(), took.end());
        EXPECT_LT(took[took.size() / 2], milliseconds{10})
            << (how == pushed ? "pushed" : "put back");
    }
}

TEST(Hidden, ABurstWakesOthersWithoutASystemCallForEachItem) {
    allow_seconds(30);
    pool p{{.workers = 2}};
    while (p.stats().parks < p.stats().wakes + 2) std::this_thread::yield();
    const auto before = p.stats();
    std::atomic<int> ran{0};
    auto work = [&](context&) {
        for (int i = 0; i < 200; ++i) ran.fetch_add(1, std::memory_order_relaxed);
    };
    std::vector<item<decltype(work)>> items(10'000, item{work});
    item burst{[&](context& here) {
        for (auto& i : items) p.submit(i, here);
    }};
    p.submit(burst);
    p.drain();
    EXPECT_EQ(ran, 200 * 10'000);
    EXPECT_GT(p.stats().steals, 0U);
    EXPECT_LT(p.stats().wakes - before.wakes, 100U);
}

TEST(Hidden, WithoutPrivateQueuesEverythingIsSeenAtOnce) {
    allow_seconds(30);
    pool p{{.workers = 2, .sharing = queue_sharing::always}};
    for (int i = 0; i < 1'000; ++i) {
        std::binary_semaphore ran{0};
        item second{[&](context&) { ran.release(); }};
        item first{[&](context& here) {
            p.submit(second, here);
            ran.acquire();  // only the other worker can run it
        }};
        p.submit(first);
        p.drain();
    }
    EXPECT_EQ(p.stats().steals, 1'000U);
    EXPECT_EQ(p.stats().raids, 0U);
}

}  // namespace
}  // namespace wend::test
