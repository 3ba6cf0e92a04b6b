#include "runtime/sched/deque.hpp"

#include "tests/support/test.hpp"

#include <gtest/gtest.h>
#include <atomic>
#include <cstdint>
#include <random>
#include <thread>
#include <vector>

namespace wend::test {
namespace {

using wend::detail::deque;
using wend::detail::steal_result;
using kind = steal_result::kind;

struct numbered : work_item {
    numbered() : work_item{nullptr} {}
    std::atomic<int> taken{0};
};

TEST(Deque, OwnerTakesTheNewestItemFirst) {
    numbered items[3];
    deque d;
    for (auto& i : items) ASSERT_TRUE(d.push(i));
    EXPECT_EQ(d.pop(), &items[2]);
    EXPECT_EQ(d.pop(), &items[1]);
    EXPECT_EQ(d.pop(), &items[0]);
    EXPECT_EQ(d.pop(), nullptr);
}

TEST(Deque, ThiefTakesTheOldestItemFirst) {
    numbered items[3];
    deque d;
    for (auto& i : items) ASSERT_TRUE(d.push(i));
    for (auto& i : items) {
        const steal_result got = d.steal();
        EXPECT_EQ(got.outcome, kind::item);
        EXPECT_EQ(got.item, &i);
    }
    EXPECT_EQ(d.steal().outcome, kind::empty);
}

TEST(Deque, OwnerCanTakeTheOldestItem) {
    numbered items[2];
    deque d;
    for (auto& i : items) ASSERT_TRUE(d.push(i));
    EXPECT_EQ(d.pop_oldest(), &items[0]);
    EXPECT_EQ(d.pop(), &items[1]);
    EXPECT_EQ(d.pop_oldest(), nullptr);
}

TEST(Deque, IsUsableAgainAfterItsLastItemWasTakenFromEitherEnd) {
    numbered items[4];
    deque d;
    ASSERT_TRUE(d.push(items[0]));
    EXPECT_EQ(d.pop(), &items[0]);
    ASSERT_TRUE(d.push(items[1]));
    EXPECT_EQ(d.steal().item, &items[1]);
    EXPECT_EQ(d.pop(), nullptr);
    ASSERT_TRUE(d.push(items[2]));
    ASSERT_TRUE(d.push(items[3]));
    EXPECT_EQ(d.steal().item, &items[2]);
    EXPECT_EQ(d.pop(), &items[3]);
    EXPECT_TRUE(d.looks_empty());
}

TEST(Deque, LooksEmptyExactlyWhenItIs) {
    numbered one;
    deque d;
    EXPECT_TRUE(d.looks_empty());
    ASSERT_TRUE(d.push(one));
    EXPECT_FALSE(d.looks_empty());
    EXPECT_EQ(d.pop(), &one);
    EXPECT_TRUE(d.looks_empty());
}

TEST(Deque, KeepsItsItemsInOrderWhenItGrows) {
    std::vector<numbered> items(1000);
    deque d{2};
    // Starts in the middle of the ring, so that copying has to wrap.
    ASSERT_TRUE(d.push(items[0]));
    EXPECT_EQ(d.steal().item, &items[0]);
    for (auto& i : items) ASSERT_TRUE(d.push(i));
    for (std::size_t i = 0; i < 500; ++i) EXPECT_EQ(d.steal().item, &items[i]);
    for (std::size_t i = 1000; i-- > 500;) EXPECT_EQ(d.pop(), &items[i]);
    EXPECT_EQ(d.pop(), nullptr);
}

TEST(Deque, ReusesItsSlotsInsteadOfGrowing) {
    numbered items[2];
    deque d{2};
    for (int i = 0; i < 1000; ++i) {
        ASSERT_TRUE(d.push(items[0]));
        ASSERT_TRUE(d.push(items[1]));
        EXPECT_EQ(d.steal().item, &items[0]);
        EXPECT_EQ(d.pop(), &items[1]);
    }
    EXPECT_EQ(d.capacity(), 2);
}

/// One owner and three thieves that never pause. `burst` bounds how many items the owner pushes
/// before it pops some, so small ones meet at the last item all the time and large ones grow rings.
void each_item_once(std::size_t count, unsigned burst) {
    std::vector<numbered> items(count);
    deque d{2};
    std::atomic<bool> done{false};
    std::vector<std::thread> thieves;
    for (int t = 0; t < 3; ++t) {
        thieves.emplace_back([&] {
            while (true) {
                const bool last_round = done.load();
                const steal_result got = d.steal();
                if (got.outcome == kind::item) {
                    static_cast<numbered*>(got.item)->taken.fetch_add(1);
                } else if (got.outcome == kind::empty && last_round) {
                    return;
                }
            }
        });
    }
    auto engine = random();
    std::uniform_int_distribution<unsigned> length{1, burst};
    for (std::size_t next = 0; next < count;) {
        for (unsigned n = length(engine); n != 0 && next < count; --n) {
            if (!d.push(items[next++])) std::abort();
        }
        for (unsigned n = length(engine); n != 0; --n) {
            work_item* mine = n % 8 == 0 ? d.pop_oldest() : d.pop();
            if (mine == nullptr) break;
            static_cast<numbered*>(mine)->taken.fetch_add(1);
        }
    }
    done = true;
    for (auto& t : thieves) t.join();
    std::size_t wrong = 0;
    for (auto& i : items) wrong += i.taken.load() == 1 ? 0 : 1;
    EXPECT_EQ(wrong, 0U);
}

TEST(Deque, GivesEachItemToExactlyOneTakerWhileThievesFightForTheLast) {
    allow_seconds(30);
    each_item_once(1'000'000, 2);
}

TEST(Deque, GivesEachItemToExactlyOneTakerWhileItGrows) {
    allow_seconds(30);
    each_item_once(1'000'000, 5'000);
}

TEST(Deque, TellsAThiefThatWasTooSlowFromOneThatFoundNothing) {
    numbered one;
    deque d;
    std::atomic<bool> stop{false};
    std::atomic<bool> impossible{false};
    std::thread other{[&] {
        while (!stop) {
            const steal_result got = d.steal();
            if (got.outcome != kind::item && got.item != nullptr) impossible = true;
        }
    }};
    bool lost = false;
    while (!lost) {  // two takers of one item: one of them is too slow now and then
        if (d.looks_empty() && !d.push(one)) std::abort();
        const steal_result got = d.steal();
        lost = got.outcome == kind::lost;
        if (got.outcome != kind::item && got.item != nullptr) impossible = true;
    }
    stop = true;
    other.join();
    EXPECT_FALSE(impossible);
    while (d.pop() != nullptr) {
    }
    EXPECT_EQ(d.steal().outcome, kind::empty);
}

}  // namespace
}  // namespace wend::test
