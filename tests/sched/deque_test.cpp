#include "tests/sched/test_deque.hpp"
#include "tests/support/test.hpp"

#include <gtest/gtest.h>
#include <atomic>
#include <cstdint>
#include <random>
#include <thread>
#include <vector>

namespace wend::test {
namespace {

using mode = detail::deque::mode;
using detail::steal_result;
using kind = steal_result::kind;

struct numbered : work_item {
    numbered() : work_item{nullptr} {}
    std::atomic<int> taken{0};
};

void push_all(test_deque& d, auto& items) {
    for (auto& i : items) d.push(i);
}

/// What holds whoever may see the items.
class AnyDeque : public ::testing::TestWithParam<mode> {};
INSTANTIATE_TEST_SUITE_P(Deque, AnyDeque, ::testing::Values(mode::private_first, mode::all_public),
                         [](const auto& i) {
                             return i.param == mode::all_public ? "all_public" : "private_first";
                         });

TEST_P(AnyDeque, OwnerTakesTheNewestItemFirst) {
    numbered items[3];
    test_deque d{GetParam()};
    push_all(d, items);
    EXPECT_EQ(d.pop(), &items[2]);
    EXPECT_EQ(d.pop(), &items[1]);
    EXPECT_EQ(d.pop(), &items[0]);
    EXPECT_EQ(d.pop(), nullptr);
}

TEST_P(AnyDeque, ThiefTakesTheOldestItemFirst) {
    numbered items[3];
    test_deque d{GetParam()};
    push_all(d, items);
    d.publish_all();
    for (auto& i : items) {
        const steal_result got = d.steal();
        EXPECT_EQ(got.outcome, kind::item);
        EXPECT_EQ(got.item, &i);
    }
    EXPECT_EQ(d.steal().outcome, kind::empty);
}

TEST_P(AnyDeque, OwnerCanTakeTheOldestItem) {
    numbered items[3];
    test_deque d{GetParam()};
    push_all(d, items);
    EXPECT_EQ(d.take_oldest(), &items[0]);
    EXPECT_EQ(d.take_oldest(), &items[1]);
    EXPECT_EQ(d.pop(), &items[2]);
    EXPECT_EQ(d.take_oldest(), nullptr);
}

TEST_P(AnyDeque, IsUsableAgainAfterItsLastItemWasTakenFromEitherEnd) {
    numbered items[4];
    test_deque d{GetParam()};
    d.push(items[0]);
    EXPECT_EQ(d.pop(), &items[0]);
    d.push(items[1]);
    d.publish_all();
    EXPECT_EQ(d.steal().item, &items[1]);
    EXPECT_EQ(d.pop(), nullptr);
    d.push(items[2]);
    d.push(items[3]);
    d.publish_all();
    EXPECT_EQ(d.steal().item, &items[2]);
    EXPECT_EQ(d.pop(), &items[3]);
    EXPECT_TRUE(d.looks_empty());
    EXPECT_EQ(d.size(), 0);
}

TEST_P(AnyDeque, KeepsItsItemsInOrderWhenItGrows) {
    std::vector<numbered> items(1000);
    test_deque d{GetParam(), 2};
    // Starts in the middle of the ring, so that copying has to wrap.
    d.push(items[0]);
    EXPECT_EQ(d.take_oldest(), &items[0]);
    push_all(d, items);
    d.publish_all();
    for (std::size_t i = 0; i < 500; ++i) EXPECT_EQ(d.steal().item, &items[i]);
    for (std::size_t i = 1000; i-- > 500;) EXPECT_EQ(d.pop(), &items[i]);
    EXPECT_EQ(d.pop(), nullptr);
}

TEST_P(AnyDeque, ReusesItsSlotsInsteadOfGrowing) {
    numbered items[2];
    test_deque d{GetParam(), 2};
    for (int i = 0; i < 1000; ++i) {
        push_all(d, items);
        EXPECT_EQ(d.take_oldest(), &items[0]);
        EXPECT_EQ(d.pop(), &items[1]);
    }
    EXPECT_EQ(d.capacity(), 2);
    EXPECT_EQ(d.pushes(), 2000U);
}

// ---- private until somebody is hungry

TEST(Deque, ShowsNothingWhileNobodyIsHungry) {
    numbered items[8];
    test_deque d;
    push_all(d, items);
    EXPECT_TRUE(d.looks_empty());
    EXPECT_TRUE(d.has_private());
    EXPECT_EQ(d.steal().outcome, kind::empty);
    EXPECT_EQ(d.offers(), 0);
    EXPECT_EQ(d.pop(), &items[7]);
    while (d.pop() != nullptr) {
    }
}

TEST(Deque, APushOffersTheOlderHalfToTheHungry) {
    numbered items[8];
    test_deque d;
    for (int i = 0; i < 7; ++i) d.push(items[i]);
    d.attention = 1;
    d.push(items[7]);
    EXPECT_EQ(d.offers(), 1);
    EXPECT_FALSE(d.looks_empty());
    for (int i = 0; i < 4; ++i) EXPECT_EQ(d.steal().item, &items[i]);
    EXPECT_EQ(d.steal().outcome, kind::empty);
    for (int i = 7; i >= 4; --i) EXPECT_EQ(d.pop(), &items[i]);
    EXPECT_EQ(d.pop(), nullptr);
}

TEST(Deque, ASingleItemStaysPrivateWhenPushedAndIsSharedWhenItsOwnerTurnsAway) {
    numbered one;
    test_deque d;
    d.attention = 1;
    d.push(one);
    EXPECT_TRUE(d.looks_empty());
    EXPECT_EQ(d.offers(), 1);
    d.share();
    EXPECT_EQ(d.steal().item, &one);
    EXPECT_EQ(d.pop(), nullptr);
}

TEST(Deque, OwnerTakesBackWhatItPublished) {
    for (int published = 1; published <= 9; ++published) {
        numbered items[9];
        test_deque d;
        for (int i = 0; i < published; ++i) d.push(items[i]);
        d.publish_all();
        for (int i = published; i < 9; ++i) d.push(items[i]);
        for (int i = 8; i >= 0; --i) ASSERT_EQ(d.pop(), &items[i]) << published << " published";
        ASSERT_EQ(d.pop(), nullptr);
        ASSERT_TRUE(d.looks_empty());
    }
}

TEST(Deque, ARaidGetsWhatItsOwnerKeepsPrivate) {
    numbered items[3];
    test_deque d;
    push_all(d, items);
    EXPECT_EQ(d.raid().item, &items[0]);
    EXPECT_EQ(d.steal().item, &items[1]) << "it stays open until the owner comes by";
    EXPECT_EQ(d.pop(), &items[2]);
    EXPECT_EQ(d.pop(), nullptr);
    EXPECT_EQ(d.raid().outcome, kind::empty);
}

TEST(Deque, IsPrivateAgainAfterARaid) {
    numbered items[4];
    test_deque d;
    push_all(d, items);
    EXPECT_EQ(d.raid().item, &items[0]);
    EXPECT_EQ(d.pop(), &items[3]);  // comes by: all is public
    EXPECT_EQ(d.steal().item, &items[1]);
    EXPECT_EQ(d.pop(), &items[2]);
    push_all(d, items);
    EXPECT_EQ(d.steal().outcome, kind::empty);
    while (d.pop() != nullptr) {
    }
}

TEST(Deque, AnEmptyDequeThatWasRaidedWorksOn) {
    numbered items[2];
    test_deque d{mode::private_first, 2};
    for (int i = 0; i < 100; ++i) {
        push_all(d, items);
        EXPECT_EQ(d.raid().item, &items[0]);
        EXPECT_EQ(d.steal().item, &items[1]);
        EXPECT_EQ(d.pop(), nullptr);  // leaves the raid, burns an index
    }
    EXPECT_EQ(d.capacity(), 2);
}

TEST(Deque, WithoutABarrierAPopHidesNothing) {
    numbered items[8];
    test_deque d{mode::all_public};
    push_all(d, items);
    EXPECT_EQ(d.pop(), &items[7]);
    for (int i = 0; i < 7; ++i) EXPECT_EQ(d.steal().item, &items[i]);
    EXPECT_EQ(d.pop(), nullptr);
}

TEST(Deque, AnItemThatIsGivenBackIsShownToTheHungry) {
    numbered one;
    test_deque d;
    d.push(one);
    d.attention = 1;
    EXPECT_EQ(d.pop(), &one);
    d.give_back(one);
    EXPECT_EQ(d.pushes(), 1U);
    EXPECT_EQ(d.steal().item, &one);
    EXPECT_EQ(d.pop(), nullptr);
}

TEST(Deque, WithoutABarrierItHasNothingPrivate) {
    numbered one;
    test_deque d{mode::all_public};
    d.push(one);
    EXPECT_FALSE(d.has_private());
    EXPECT_EQ(d.raid().item, &one);
    EXPECT_EQ(d.pop(), nullptr);
}

// ---- with thieves

/// One owner and three thieves that never pause; one of them raids, and one is hungry now and then.
/// `burst` bounds how many items the owner pushes before it pops some, so small ones meet at the
/// last item all the time and large ones grow rings.
void each_item_once(mode how, std::size_t count, unsigned burst) {
    std::vector<numbered> items(count);
    test_deque d{how, 2};
    std::atomic<bool> done{false};
    std::vector<std::thread> thieves;  // only one of them raids
    for (int t = 0; t < 3; ++t) {
        thieves.emplace_back([&, t] {
            for (unsigned round = 0;; ++round) {
                const bool last_round = done.load();
                if (t == 0 && how == mode::private_first) d.attention = round / 16 % 2;
                const steal_result got = t == 1 && round % 8 == 0 ? d.raid() : d.steal();
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
        for (unsigned n = length(engine); n != 0 && next < count; --n) d.push(items[next++]);
        for (unsigned n = length(engine); n != 0; --n) {
            work_item* mine = n % 8 == 0 ? d.take_oldest() : d.pop();
            if (mine == nullptr) break;
            static_cast<numbered*>(mine)->taken.fetch_add(1);
        }
    }
    while (work_item* mine = d.pop()) static_cast<numbered*>(mine)->taken.fetch_add(1);
    done = true;
    for (auto& t : thieves) t.join();
    std::size_t wrong = 0;
    for (auto& i : items) wrong += i.taken.load() == 1 ? 0 : 1;
    EXPECT_EQ(wrong, 0U);
}

TEST_P(AnyDeque, GivesEachItemToExactlyOneTakerWhileThievesFightForTheLast) {
    allow_seconds(60);
    each_item_once(GetParam(), 1'000'000, 2);
}
TEST_P(AnyDeque, GivesEachItemToExactlyOneTakerWhileAFewAreThere) {
    allow_seconds(60);
    each_item_once(GetParam(), 1'000'000, 6);
}
TEST_P(AnyDeque, GivesEachItemToExactlyOneTakerWhileItGrows) {
    allow_seconds(60);
    each_item_once(GetParam(), 1'000'000, 5'000);
}

TEST(Deque, TellsAThiefThatWasTooSlowFromOneThatFoundNothing) {
    numbered one;
    test_deque d;
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
        if (d.size() == 0) d.push(one);
        d.publish_all();
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
