#include "tests/sched/test_deque.hpp"
#include "tests/support/test.hpp"

#include <wend/exec/detail/fork.hpp>
#include <wend/exec/manual_executor.hpp>

#include <gtest/gtest.h>
#include <atomic>
#include <thread>

// A worker's queue as a fork uses it: branches are offered, and taken back if nobody came.

namespace wend::test {
namespace {

using mode = detail::deque::mode;
using kind = detail::steal_result::kind;

struct piece : work_item {
    piece() : work_item{nullptr} {}
};

class ForkLane : public ::testing::TestWithParam<mode> {
protected:
    test_deque d{GetParam()};
    piece below, branch, above[3];

    void steal(const work_item& expected) {
        d.publish_all();
        const auto got = d.steal();
        ASSERT_EQ(got.outcome, kind::item);
        EXPECT_EQ(got.item, &expected);
    }
    void expect_only_above() {
        for (int i = 2; i >= 0; --i) EXPECT_EQ(d.pop(), &above[i]);
        EXPECT_EQ(d.pop(), nullptr);
    }
};
INSTANTIATE_TEST_SUITE_P(Deque, ForkLane, ::testing::Values(mode::private_first, mode::all_public),
                         [](const auto& i) {
                             return i.param == mode::all_public ? "all_public" : "private_first";
                         });

TEST_P(ForkLane, ABranchThatNobodyWantedComesBack) {
    d.push(below);
    EXPECT_TRUE(d.offer(branch));
    EXPECT_TRUE(d.reclaim(branch));
    EXPECT_EQ(d.pop(), &below);
}

TEST_P(ForkLane, ABranchThatWasStolenDoesnt) {
    EXPECT_TRUE(d.offer(branch));
    steal(branch);
    EXPECT_FALSE(d.reclaim(branch));
}

TEST_P(ForkLane, ABranchComesBackFromBelowWhatWasQueuedAfterIt) {
    d.push(below);
    EXPECT_TRUE(d.offer(branch));
    for (auto& i : above) d.push(i);
    const auto pushed = d.pushes();
    EXPECT_TRUE(d.reclaim(branch));
    EXPECT_EQ(d.pushes(), pushed);
    for (int i = 2; i >= 0; --i) EXPECT_EQ(d.pop(), &above[i]);
    EXPECT_EQ(d.pop(), &below);
}

TEST_P(ForkLane, WhatWasQueuedAfterABranchThatWasStolenStaysInOrder) {
    EXPECT_TRUE(d.offer(branch));
    for (auto& i : above) d.push(i);
    steal(branch);
    EXPECT_FALSE(d.reclaim(branch));
    expect_only_above();
}

TEST_P(ForkLane, AQueueThatIsFullGrowsForABranch) {
    test_deque small{GetParam(), 2};
    piece branches[9];
    for (auto& b : branches) EXPECT_TRUE(small.offer(b));
    for (int i = 8; i >= 0; --i) EXPECT_TRUE(small.reclaim(branches[i]));
}

TEST(ForkLaneOfAHungryPool, ABranchIsShownAtOnceThoughItIsAlone) {
    test_deque d;
    piece branch;
    d.attention = 1;
    EXPECT_TRUE(d.offer(branch));
    EXPECT_EQ(d.offers(), 1);
    EXPECT_EQ(d.steal().item, &branch);
}

TEST(ForkLaneOfAHungryPool, DividingIsWantedWhenSomebodyIsHungryAndNothingIsQueued) {
    test_deque d;
    piece queued;
    EXPECT_FALSE(d.wanted()) << "nobody is hungry";
    d.push(queued);
    d.attention = 1;
    EXPECT_FALSE(d.wanted()) << "there is something";
    EXPECT_EQ(d.steal().item, &queued) << "and it has been shown";
    EXPECT_TRUE(d.wanted());
}

TEST(ForkLaneOfAHungryPool, AWorkerShowsAllItHasBeforeItBlocks) {
    test_deque d;
    manual_executor elsewhere;
    detail::fork_scope scope{nullptr};
    std::atomic<bool> ran{false};
    auto call = [&ran] { ran = true; };
    detail::offered_call<decltype(call)&> branch{scope, call};
    piece items[3];
    for (auto& i : items) d.push(i);
    std::thread thief([&] {
        for (int stolen = 0; stolen < 3;) stolen += d.steal().outcome == kind::item;
        context there{elsewhere};
        branch.run(branch, there);
    });
    branch.wait(&d);
    EXPECT_TRUE(ran);
    thief.join();
}

}  // namespace
}  // namespace wend::test
