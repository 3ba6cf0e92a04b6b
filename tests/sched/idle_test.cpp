#include "runtime/sched/idle.hpp"

#include <gtest/gtest.h>
#include <atomic>
#include <thread>

namespace wend::test {
namespace {

using wend::detail::idle;
using after = wend::detail::idle::after;
using wend::detail::sleeper;

TEST(Idle, AtMostHalfTheWorkersSearch) {
    idle four{4};
    EXPECT_TRUE(four.try_search());
    EXPECT_TRUE(four.try_search());
    EXPECT_FALSE(four.try_search());
    EXPECT_EQ(four.stop_searching(), after::nothing);
    EXPECT_TRUE(four.try_search());
}

TEST(Idle, ASingleWorkerMaySearch) {
    idle one{1};
    EXPECT_TRUE(one.try_search());
    EXPECT_FALSE(one.try_search());
}

TEST(Idle, APushWakesNobodyWhileSomebodySearches) {
    idle all{2};
    sleeper a;
    ASSERT_TRUE(all.try_search());
    EXPECT_EQ(all.park(a, idle::was::busy), idle::now::parked);
    EXPECT_EQ(all.wake_for_push(), nullptr);
    EXPECT_EQ(all.stop_searching(), after::look);  // somebody is parked
    EXPECT_EQ(all.wake_for_push(), &a);
}

TEST(Idle, APushWakesNobodyWhenNobodyIsParked) {
    idle all{2};
    EXPECT_EQ(all.wake_for_push(), nullptr);
}

TEST(Idle, TwoPushesWakeOne) {
    idle all{2};
    sleeper a, b;
    EXPECT_EQ(all.park(a, idle::was::busy), idle::now::parked_unattended);
    EXPECT_EQ(all.park(b, idle::was::busy), idle::now::parked_unattended);
    EXPECT_EQ(all.wake_for_push(), &b);
    EXPECT_EQ(all.wake_for_push(), nullptr);  // b counts as searching before it is awake
    EXPECT_FALSE(all.try_search());           // and fills the cap
}

TEST(Idle, OnlyTheLastSearcherIsToldToHandOn) {
    idle all{4};
    sleeper a;
    ASSERT_TRUE(all.try_search());
    ASSERT_TRUE(all.try_search());
    EXPECT_EQ(all.park(a, idle::was::busy), idle::now::parked);
    EXPECT_EQ(all.stop_searching(), after::nothing);
    EXPECT_EQ(all.stop_searching(), after::keep_watch);  // others are busy
}

TEST(Idle, TheLastSearcherThatParksIsToldToLookAgain) {
    idle all{4};
    sleeper a, b;
    ASSERT_TRUE(all.try_search());
    ASSERT_TRUE(all.try_search());
    EXPECT_EQ(all.park(a, idle::was::searching), idle::now::parked);
    EXPECT_EQ(all.park(b, idle::was::searching), idle::now::parked_unattended);
}

TEST(Idle, AWorkerThatLooksAgainLeavesItsBedAsASearcher) {
    idle all{2};
    sleeper a, b;
    EXPECT_EQ(all.park(a, idle::was::busy), idle::now::parked_unattended);
    EXPECT_EQ(all.park(b, idle::was::busy), idle::now::parked_unattended);
    EXPECT_TRUE(all.unpark_self(a));  // not the newest: taken out of the middle
    EXPECT_EQ(all.wake_for_push(), nullptr);
    EXPECT_EQ(all.stop_searching(), after::look);
    EXPECT_EQ(all.wake_for_push(), &b);
}

TEST(Idle, AWorkerThatWasTakenMeanwhileWaitsForItsToken) {
    idle all{2};
    sleeper a;
    EXPECT_EQ(all.park(a, idle::was::busy), idle::now::parked_unattended);
    sleeper* const taken = all.wake_for_push();
    EXPECT_FALSE(all.unpark_self(a));
    idle::wake_up(taken);
    EXPECT_TRUE(all.sleep(a, 0));  // the token is there
    EXPECT_FALSE(a.bed.try_park());
}

TEST(Idle, EndWakesAllWhoParkAndLetsNobodyParkAgain) {
    idle all{3};
    sleeper a, b;
    EXPECT_EQ(all.park(a, idle::was::busy), idle::now::parked_unattended);
    EXPECT_EQ(all.park(b, idle::was::busy), idle::now::parked_unattended);
    all.end();
    EXPECT_TRUE(a.bed.try_park());
    EXPECT_TRUE(b.bed.try_park());
    EXPECT_EQ(all.park(a, idle::was::searching), idle::now::ended);
    EXPECT_EQ(all.park(b, idle::was::searching), idle::now::ended);
    EXPECT_TRUE(all.try_search());  // both gave their place back
}

TEST(Idle, ASnapshotNeverRepeatsOnceAWorkerHasLeftItsBed) {
    idle one{1};
    sleeper a;
    EXPECT_EQ(one.park(a, idle::was::busy), idle::now::parked_unattended);
    const auto before = one.snapshot();
    EXPECT_TRUE(one.all_parked(before));
    ASSERT_NE(one.wake_for_push(), nullptr);
    EXPECT_FALSE(one.all_parked(one.snapshot()));
    EXPECT_EQ(one.park(a, idle::was::searching), idle::now::parked_unattended);
    EXPECT_TRUE(one.all_parked(one.snapshot()));
    EXPECT_NE(one.snapshot(), before);
}

TEST(Idle, AttentionSaysWhetherSomebodySearchesOrWantsToBeWoken) {
    idle all{2};
    sleeper a;
    const auto& attention = all.attention_word();
    EXPECT_EQ(attention, idle::nobody);
    ASSERT_TRUE(all.try_search());
    EXPECT_EQ(attention, idle::hungry);
    EXPECT_EQ(all.park(a, idle::was::searching), idle::now::parked_unattended);
    EXPECT_EQ(attention, idle::wake);
    ASSERT_NE(all.wake_for_push(), nullptr);
    EXPECT_EQ(attention, idle::hungry);
    static_cast<void>(all.stop_searching());
    EXPECT_EQ(attention, idle::nobody);
}

TEST(Idle, ThereIsASentinelWhileSomeParkAndSomeAreBusy) {
    idle all{2};
    sleeper a, b;
    EXPECT_EQ(all.park(a, idle::was::busy), idle::now::parked_unattended);
    EXPECT_TRUE(all.has_sentinel());
    EXPECT_FALSE(all.sleep(a, 1)) << "its time is up: it looks";
    EXPECT_EQ(all.park(b, idle::was::busy), idle::now::parked_unattended);
    EXPECT_EQ(all.wake_for_push(), &b) << "the sentinel stays as long as there is another";
    EXPECT_TRUE(all.has_sentinel());
    static_cast<void>(all.stop_searching());
    EXPECT_EQ(all.wake_for_push(), &a);
    EXPECT_FALSE(all.has_sentinel());
}

TEST(Idle, WhereAllAreParkedNobodyIsTheSentinelForLong) {
    idle one{1};
    sleeper a;
    EXPECT_EQ(one.park(a, idle::was::busy), idle::now::parked_unattended);
    EXPECT_FALSE(one.has_sentinel());
    idle two{2};
    sleeper b, c;
    EXPECT_EQ(two.park(b, idle::was::busy), idle::now::parked_unattended);
    EXPECT_EQ(two.park(c, idle::was::busy), idle::now::parked_unattended);
    EXPECT_TRUE(two.has_sentinel());
    c.bed.unpark();  // so that they wake up here
    b.bed.unpark();
    EXPECT_TRUE(two.sleep(c, 1));
    EXPECT_TRUE(two.sleep(b, 1));
    EXPECT_TRUE(two.has_sentinel());
    std::thread waker;
    {
        std::atomic<bool> resigned{false};
        waker = std::thread{[&] {
            while (two.has_sentinel()) std::this_thread::yield();
            resigned = true;
            b.bed.unpark();
        }};
        EXPECT_TRUE(two.sleep(b, 1)) << "it went on sleeping until it was woken";
        waker.join();
        EXPECT_TRUE(resigned);
    }
    EXPECT_FALSE(two.has_sentinel());
}

}  // namespace
}  // namespace wend::test
