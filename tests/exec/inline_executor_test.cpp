#include <wend/exec/inline_executor.hpp>

#include "tests/support/item.hpp"
#include "tests/support/small_stack.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <algorithm>
#include <string>
#include <thread>
#include <vector>

namespace wend {
namespace {

using test::item;
using ::testing::ElementsAre;

TEST(InlineExecutor, RunsAnItemBeforeSubmitReturns) {
    inline_executor e;
    bool ran = false, here_during = false;
    item work{[&] {
        ran = true;
        here_during = e.running_here();
    }};
    e.submit(work);
    EXPECT_TRUE(ran);
    EXPECT_TRUE(here_during);
    EXPECT_FALSE(e.running_here());
}

TEST(InlineExecutor, QueuesWhatAnItemSubmits) {
    inline_executor e;
    std::vector<std::string> order;
    item second{[&] { order.emplace_back("second"); }};
    item first{[&] {
        e.submit(second);
        order.emplace_back("first goes on");
    }};
    e.submit(first);
    EXPECT_THAT(order, ElementsAre("first goes on", "second"));
}

TEST(InlineExecutor, NeverNestsHoweverOftenAnItemSubmitsItself) {
    inline_executor e;
    int depth = 0, deepest = 0, left = 100'000;
    item again{[](context&) {}};
    again.function = [&](context&) {
        deepest = std::max(deepest, ++depth);
        if (--left > 0) e.submit(again);
        --depth;
    };
    test::on_stack(test::small_stack_bytes, [&] { e.submit(again); });
    EXPECT_EQ(left, 0);
    EXPECT_EQ(deepest, 1);
}

TEST(InlineExecutor, QueuesBehindItsOwnItemAcrossAnotherExecutorsItem) {
    inline_executor outer, inner;
    std::vector<std::string> order;
    item last{[&] { order.emplace_back("last"); }};
    item middle{[&] {
        outer.submit(last);
        order.emplace_back("middle");
    }};
    item first{[&] {
        inner.submit(middle);
        order.emplace_back("first");
    }};
    outer.submit(first);
    EXPECT_THAT(order, ElementsAre("middle", "first", "last"));
}

TEST(InlineExecutor, IsNotRunningHereInsideAnotherExecutorsItem) {
    inline_executor a, b;
    bool a_inside_b = true, b_inside_b = false, a_again = false;
    item inner{[&] {
        a_inside_b = a.running_here();
        b_inside_b = b.running_here();
    }};
    item outer{[&] {
        b.submit(inner);
        a_again = a.running_here();
    }};
    a.submit(outer);
    EXPECT_FALSE(a_inside_b);
    EXPECT_TRUE(b_inside_b);
    EXPECT_TRUE(a_again);
}

TEST(InlineExecutor, RunsOnEachThreadThatSubmits) {
    inline_executor e;
    std::thread::id ran_on;
    item work{[&] { ran_on = std::this_thread::get_id(); }};
    std::thread other([&] { e.submit(work); });
    const auto id = other.get_id();
    other.join();
    EXPECT_EQ(ran_on, id);
}

}  // namespace
}  // namespace wend
