#include "tests/sched/items.hpp"
#include "tests/support/counted.hpp"
#include "tests/support/proc.hpp"
#include "tests/support/test.hpp"
#include "tests/support/thread_number.hpp"

#include <gmock/gmock.h>
#include <wend/wend.hpp>

#include <gtest/gtest.h>
#include <unistd.h>
#include <algorithm>
#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

// Fork and join of plain calls on a pool: who runs what, and how it ends.

namespace wend::test {
namespace {

using ::testing::ElementsAre;

class PlainForkJoin : public ::testing::TestWithParam<queue_sharing> {
protected:
    static pool_options workers(unsigned count) {
        return {.workers = count, .name = "plain", .sharing = GetParam()};
    }
};
INSTANTIATE_TEST_SUITE_P(Pool, PlainForkJoin,
                         ::testing::Values(queue_sharing::when_hungry, queue_sharing::always),
                         [](const auto& i) {
                             return i.param == queue_sharing::always ? "always" : "when_hungry";
                         });

/// For a branch that has to run beside another one: waits for what that one does.
void await(const std::atomic<bool>& flag) {
    while (!flag) std::this_thread::yield();
}

long fib(int n) {
    if (n < 2) return n;
    const auto [a, b] = fork_join([n] { return fib(n - 1); }, [n] { return fib(n - 2); });
    return a + b;
}

TEST_P(PlainForkJoin, ATreeOfCallsIsRightWhoeverRunsThem) {
    allow_seconds(60);
    for (unsigned count : {1U, 2U, 4U}) {
        pool p{workers(count)};
        for (int i = 0; i < 5; ++i)
            EXPECT_EQ(fork_join(p, [] { return fib(20); }), std::tuple(6765));
    }
}

TEST_P(PlainForkJoin, OneWorkerRunsATreeWithoutASteal) {
    pool p{workers(1)};
    EXPECT_EQ(fork_join(p, [] { return fib(18); }), std::tuple(2584));
    p.drain();
    EXPECT_EQ(p.stats().steals, 0U);
    EXPECT_EQ(p.stats().items_run, 1U) << "branches run without the loop";
}

TEST_P(PlainForkJoin, ABranchIsStolenAndRunsBesideTheOther) {
    allow_seconds(60);
    pool p{workers(2)};
    for (int i = 0; i < 20; ++i) {
        std::atomic<bool> other_runs{false};
        const auto [here, there] = fork_join(
            p,
            [&] {
                await(other_runs);
                return thread_number();
            },
            [&] {
                other_runs = true;
                return thread_number();
            });
        EXPECT_NE(here, there);
    }
    p.drain();
    EXPECT_GE(p.stats().steals, 20U);
}

TEST_P(PlainForkJoin, ResultsOfStolenBranchesComeBack) {
    allow_seconds(60);
    pool p{workers(2)};
    int shared = 1;
    std::atomic<bool> stolen{false};
    auto [a, b, c, d] = fork_join(
        p,
        [&] {
            await(stolen);
            return 'a';
        },
        [] { return std::make_unique<int>(2); }, [&]() -> int& { return shared; },
        [&] {  // the oldest, so the first to go
            stolen = true;
            return counted{4};
        });
    EXPECT_EQ(a, 'a');
    EXPECT_EQ(*b, 2);
    EXPECT_EQ(&c, &shared);
    EXPECT_EQ(d.value(), 4);
}

// ---- exceptions -----------------------------------------------------------------------------

TEST_P(PlainForkJoin, AStolenBranchThrowsIntoTheFork) {
    allow_seconds(60);
    pool p{workers(2)};
    for (int i = 0; i < 20; ++i) {
        std::atomic<bool> other_runs{false};
        EXPECT_THROW(fork_join(
                         p,
                         [&] {
                             await(other_runs);
                             return counted{1};
                         },
                         [&]() -> counted {
                             other_runs = true;
                             throw std::out_of_range{"stolen"};
                         }),
                     std::out_of_range);
    }
}

TEST_P(PlainForkJoin, AForkThatThrowsWaitsForWhatWasStolen) {
    allow_seconds(60);
    pool p{workers(2)};
    for (int i = 0; i < 20; ++i) {
        std::atomic<bool> other_runs{false}, thrown{false}, over{false};
        EXPECT_THROW(fork_join(
                         p,
                         [&] {
                             await(other_runs);
                             thrown = true;
                             throw std::out_of_range{"ours"};
                         },
                         [&] {
                             other_runs = true;
                             await(thrown);
                             over = true;
                         }),
                     std::out_of_range);
        EXPECT_TRUE(over);
    }
}

// ---- waiting --------------------------------------------------------------------------------

bool sleeps(int thread) {
    const auto all = thread_states();
    return std::any_of(all.begin(), all.end(), [&](const thread_state& t) {
        return t.id == thread && t.state.starts_with('S');
    });
}

TEST_P(PlainForkJoin, AForkWhoseStolenBranchTakesLongSleepsAndIsWoken) {
    allow_seconds(60);
    pool p{workers(2)};
    std::atomic<bool> other_runs{false};
    std::atomic<int> forker{0};
    fork_join(
        p,
        [&] {
            await(other_runs);
            forker = gettid();
        },
        [&] {
            other_runs = true;
            while (forker == 0 || !sleeps(forker)) std::this_thread::yield();
        });
}

/// What a branch has queued lies above the branches that are still to be taken back.
TEST_P(PlainForkJoin, WhatABranchQueuesDoesntComeBetweenItsForkAndItsSiblings) {
    pool p{workers(1)};
    std::vector<int> order;
    item first{[&](context&) { order.push_back(1); }};
    item second{[&](context&) { order.push_back(2); }};
    fork_join(
        p,
        [&] {
            fork_join(
                [&] {
                    p.submit(first);
                    p.submit(second);
                    order.push_back(-1);
                },
                [&] { order.push_back(-2); }, [&] { order.push_back(-3); });
        },
        [&] { order.push_back(-4); });
    p.drain();
    EXPECT_THAT(order, ElementsAre(-1, -2, -3, -4, 2, 1)) << "then, the newest first";
    const pool_stats did = p.stats();
    EXPECT_EQ(did.items_run, 3U);
    EXPECT_EQ(did.local_pushes, 3U + 2U) << "what was put back isn't counted again";
}

/// The branches of a worker that waits may be all that others have to do.
TEST_P(PlainForkJoin, WhatAWaitingWorkerHasQueuedOthersRun) {
    allow_seconds(60);
    pool p{workers(3)};
    for (int i = 0; i < 20; ++i) {
        std::atomic<bool> other_runs{false}, item_ran{false};
        item queued{[&](context&) { item_ran = true; }};
        fork_join(
            p,
            [&] {
                await(other_runs);
                p.submit(queued);
            },
            [&] {
                other_runs = true;
                await(item_ran);
            });
        p.drain();
    }
}

// ---- whose name -----------------------------------------------------------------------------

task<std::vector<std::string>> names_of_branches() {
    std::atomic<bool> other_runs{false};
    const auto first = [&] {
        await(other_runs);
        return current_names();
    };
    const auto second = [&] {
        other_runs = true;
        return current_names();
    };
    auto [a, b] = fork_join(first, second);
    co_return std::vector<std::string>{a.task, b.task, a.thread, b.thread};
}

TEST_P(PlainForkJoin, AStolenBranchRunsAsTheForkingTaskOnItsThiefsThread) {
    allow_seconds(60);
    pool p{workers(2)};
    const auto got = sync_wait(spawn(p, names_of_branches(), spawn_options{.name = "forks"}));
    EXPECT_EQ(got[0], "forks");
    EXPECT_EQ(got[1], "forks");
    EXPECT_NE(got[2], got[3]);
    EXPECT_THAT(got[3], ::testing::StartsWith("plain-"));

    std::atomic<int> wrong{0}, left{2};  // both workers are as nobody again
    item after{[&](context&) {
        wrong += current_task_name() != "None";
        --left;
        while (left != 0) std::this_thread::yield();
    }};
    item also{after.function};
    p.submit(after);
    p.submit(also);
    p.drain();
    EXPECT_EQ(wrong, 0);
}

// ---- from where -----------------------------------------------------------------------------

TEST_P(PlainForkJoin, FromOutsideItRunsOnThePoolAndBlocks) {
    pool p{workers(2)};
    const auto [where, error] = fork_join(
        p, [&] { return p.running_here(); },
        [] { return fork_join([] { return current_thread_name(); }); });
    EXPECT_TRUE(where);
    EXPECT_THAT(std::get<0>(error), ::testing::StartsWith("plain-"));
    EXPECT_THROW(fork_join(p, [] { throw std::out_of_range{"there"}; }), std::out_of_range);
}

TEST_P(PlainForkJoin, FromInsideItRunsInPlace) {
    pool p{workers(1)};
    const auto [same] = fork_join(p, [&] {
        const int self = thread_number();
        return fork_join(p, [self] { return thread_number() == self; });
    });
    EXPECT_EQ(same, std::tuple(true));
}

TEST_P(PlainForkJoin, AThreadThatRunsOtherItemsMayNotBlockForIt) {
    pool p{workers(1)};
    main_loop loop;
    bool refused = false;
    item blocks{[&](context&) {
        try {
            fork_join(p, [] {});
        } catch (const blocking_on_worker&) {
            refused = true;
        }
    }};
    loop.submit(blocks);
    loop.poll();
    EXPECT_TRUE(refused);
}

}  // namespace
}  // namespace wend::test
