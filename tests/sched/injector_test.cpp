#include "runtime/sched/injector.hpp"

#include "tests/support/test.hpp"

#include <gtest/gtest.h>
#include <atomic>
#include <thread>
#include <vector>

namespace wend::test {
namespace {

using wend::detail::injector;

struct numbered : work_item {
    numbered() : work_item{nullptr} {}
    std::size_t number = 0;
    std::atomic<int> taken{0};
};

constexpr auto nothing = [] {};

TEST(Injector, GivesItemsInOrderOfSubmission) {
    numbered items[3];
    injector queue;
    for (auto& i : items) queue.push(i, nothing);
    for (auto& i : items) EXPECT_EQ(queue.pop(), &i);
    EXPECT_EQ(queue.pop(), nullptr);
}

TEST(Injector, LooksEmptyExactlyWhenItIs) {
    numbered one;
    injector queue;
    EXPECT_TRUE(queue.looks_empty());
    queue.push(one, nothing);
    EXPECT_FALSE(queue.looks_empty());
    queue.pop();
    EXPECT_TRUE(queue.looks_empty());
}

TEST(Injector, CallsTheContinuationWhileTheItemIsVisibleAndCannotBeTaken) {
    numbered one;
    injector queue;
    bool visible = false;
    std::atomic<bool> looking{false};
    std::thread taker;
    const int answer = queue.push(one, [&] {
        visible = !queue.looks_empty();
        taker = std::thread{[&] {
            looking = true;
            while (queue.pop() == nullptr) {
            }
        }};
        while (!looking) {
        }
        return static_cast<numbered&>(one).taken.load() == 0 && !queue.looks_empty() ? 42 : 0;
    });
    taker.join();
    EXPECT_TRUE(visible);
    EXPECT_EQ(answer, 42);
    EXPECT_TRUE(queue.looks_empty());
}

TEST(Injector, GivesEachItemOnceAndKeepsEachProducersOrder) {
    allow_seconds(30);
    constexpr std::size_t producers = 2, each = 100'000;
    std::vector<numbered> items(producers * each);
    injector queue;
    std::vector<std::thread> threads;
    for (std::size_t p = 0; p < producers; ++p) {
        threads.emplace_back([&, p] {
            for (std::size_t i = 0; i < each; ++i) {
                items[p * each + i].number = i;
                queue.push(items[p * each + i], nothing);
            }
        });
    }
    std::vector<std::size_t> next(producers, 0);
    bool ordered = true;
    for (std::size_t taken = 0; taken < items.size();) {
        auto* one = static_cast<numbered*>(queue.pop());
        if (one == nullptr) continue;
        ++taken;
        one->taken.fetch_add(1);
        const auto p = static_cast<std::size_t>(one - items.data()) / each;
        ordered = ordered && one->number == next[p]++;
    }
    for (auto& t : threads) t.join();
    EXPECT_TRUE(ordered);
    EXPECT_EQ(queue.pop(), nullptr);
    std::size_t wrong = 0;
    for (auto& i : items) wrong += i.taken.load() == 1 ? 0 : 1;
    EXPECT_EQ(wrong, 0U);
}

}  // namespace
}  // namespace wend::test
