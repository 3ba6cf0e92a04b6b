#include "runtime/core/parker.hpp"

#include "tests/support/test.hpp"

#include <gtest/gtest.h>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

namespace wend::detail {
namespace {

constexpr std::int64_t millisecond = 1'000'000;
using clock = std::chrono::steady_clock;

TEST(Parker, KeepsATokenThatCameEarly) {
    parker p;
    p.unpark();
    p.park();  // hangs if it was lost
    EXPECT_FALSE(p.try_park());
}

TEST(Parker, TakesSeveralTokensForOne) {
    parker p;
    p.unpark();
    p.unpark();
    EXPECT_TRUE(p.try_park());
    EXPECT_FALSE(p.try_park());
}

TEST(Parker, WakesAThreadThatSleeps) {
    parker p;
    std::atomic<bool> woken{false};
    std::thread sleeper([&] {
        p.park();
        woken = true;
    });
    p.unpark();
    sleeper.join();
    EXPECT_TRUE(woken);
}

TEST(Parker, MakesWhatWasWrittenBeforeTheTokenVisible) {
    parker there, back;
    int plain = 0;
    const int rounds = test::slow_build() ? 5'000 : 20'000;
    std::thread other([&] {
        for (int i = 0; i < rounds; ++i) {
            there.park();
            ++plain;
            back.unpark();
        }
    });
    for (int i = 0; i < rounds; ++i) {
        ++plain;
        there.unpark();
        back.park();
        ASSERT_EQ(plain, 2 * (i + 1));
    }
    other.join();
}

TEST(Parker, ParkForGivesUpNoEarlierThanAsked) {
    parker p;
    const auto start = clock::now();
    EXPECT_FALSE(p.park_for(20 * millisecond));
    EXPECT_GE(clock::now() - start, std::chrono::milliseconds(20));
}

TEST(Parker, ParkForWithNoTimeLeftOnlyLooks) {
    parker p;
    EXPECT_FALSE(p.park_for(0));
    EXPECT_FALSE(p.park_for(-1));
    p.unpark();
    EXPECT_TRUE(p.park_for(0));
    EXPECT_FALSE(p.park_for(0));
}

TEST(Parker, ParkForTakesATokenBeforeItsTime) {
    parker p;
    std::thread other([&] { p.unpark(); });
    EXPECT_TRUE(p.park_for(INT64_MAX));  // hangs if it was lost
    other.join();
}

TEST(Parker, IsUsableAfterATimeOut) {
    parker p;
    EXPECT_FALSE(p.park_for(millisecond));
    EXPECT_FALSE(p.try_park());
    p.unpark();
    EXPECT_TRUE(p.try_park());
    EXPECT_FALSE(p.park_for(millisecond));
    std::thread other([&] { p.unpark(); });
    p.park();
    other.join();
}

TEST(Parker, LosesNoTokenThatRacesWithATimeOut) {
    const int rounds = test::slow_build() ? 2'000 : 10'000;
    parker p, next;
    std::thread giver([&] {
        for (int i = 0; i < rounds; ++i) {
            p.unpark();
            next.park();
        }
    });
    for (int i = 0; i < rounds; ++i) {
        // Each token is taken exactly once, by the wait that times out about then or by a later
        // one.
        while (!p.park_for(i % 7 * 1'000)) {
        }
        ASSERT_FALSE(p.try_park());
        next.unpark();
    }
    giver.join();
}

TEST(Parker, MayGoAsSoonAsTheTokenWasSeen) {
    const int rounds = test::slow_build() ? 2'000 : 10'000;
    std::atomic<parker*> current{nullptr};
    std::thread giver([&] {
        for (int i = 0; i < rounds; ++i) {
            parker* p = nullptr;
            while ((p = current.exchange(nullptr)) == nullptr) std::this_thread::yield();
            p->unpark();
        }
    });
    for (int i = 0; i < rounds; ++i) {
        auto p = std::make_unique<parker>();
        current = p.get();
        p->park();
    }
    giver.join();
}

TEST(Parker, KeepsErrno) {
    parker p;
    errno = 4711;
    EXPECT_FALSE(p.park_for(millisecond));
    p.unpark();
    p.park();
    EXPECT_EQ(errno, 4711);
}

TEST(Gate, DoesNotWaitOnATicketThatIsOver) {
    gate g;
    const auto ticket = g.ticket();
    g.wake_all();
    g.wait(ticket);  // hangs if the wake-up in between was lost
    EXPECT_NE(g.ticket(), ticket);
}

TEST(Gate, WakesAllWhoWait) {
    constexpr int threads = 4;
    gate g;
    std::atomic<bool> open{false};
    std::atomic<int> through{0};
    std::vector<std::thread> all;
    for (int t = 0; t < threads; ++t) {
        all.emplace_back([&] {
            while (true) {
                const auto ticket = g.ticket();
                if (open) break;
                g.wait(ticket);
            }
            ++through;
        });
    }
    open = true;
    g.wake_all();
    for (auto& t : all) t.join();
    EXPECT_EQ(through, threads);
}

TEST(Gate, LosesNoWakeUpBetweenTheTestAndTheWait) {
    constexpr int threads = 3;
    const int rounds = test::slow_build() ? 2'000 : 10'000;
    gate g;
    std::atomic<int> round{0}, arrived{0};
    gate all_there;
    std::vector<std::thread> all;
    for (int t = 0; t < threads; ++t) {
        all.emplace_back([&] {
            for (int i = 0; i < rounds; ++i) {
                while (true) {
                    const auto ticket = g.ticket();
                    if (round.load() > i) break;
                    g.wait(ticket);
                }
                if (arrived.fetch_add(1) + 1 == threads * (i + 1)) all_there.wake_all();
            }
        });
    }
    for (int i = 0; i < rounds; ++i) {
        round = i + 1;
        g.wake_all();
        while (true) {
            const auto ticket = all_there.ticket();
            if (arrived.load() == threads * (i + 1)) break;
            all_there.wait(ticket);
        }
    }
    for (auto& t : all) t.join();
    EXPECT_EQ(arrived, threads * rounds);
}

}  // namespace
}  // namespace wend::detail
