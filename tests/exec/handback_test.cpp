#include <wend/exec/detail/handback.hpp>

#include "tests/exec/no_room_lane.hpp"
#include "tests/support/test.hpp"

#include <gtest/gtest.h>
#include <cstddef>
#include <thread>

namespace wend::test {
namespace {

using detail::handback;
using news = handback::news;

TEST(Handback, SaysAtOnceThatTheThiefIsDone) {
    no_room_lane mine;
    handback h;
    h.finish();
    handback::part p{};
    EXPECT_EQ(h.wait(mine, p), news::done);
    EXPECT_EQ(mine.blocked, 0);
}

TEST(Handback, NothingIsWantedBackBeforeTheForkerWaits) {
    handback h;
    EXPECT_FALSE(h.wanted_back());
}

TEST(Handback, APartThatWasGivenIsTakenThoughTheThiefIsDoneMeanwhile) {
    no_room_lane mine;
    handback h;
    std::thread thief([&] {
        while (!h.wanted_back()) std::this_thread::yield();
        h.give({3, 7});
        h.finish();
    });
    handback::part p{};
    EXPECT_EQ(h.wait(mine, p), news::given);
    EXPECT_EQ(p.begin, 3U);
    EXPECT_EQ(p.end, 7U);
    thief.join();
    EXPECT_FALSE(h.wanted_back());
    EXPECT_EQ(h.wait(mine, p), news::done);
}

/// A thief that gives whatever is wanted of it: all arrives, once, however late each side looks.
TEST(Handback, EachPartArrivesOnce) {
    allow_seconds(60);
    const std::size_t rounds = slow_build() ? 50 : 300;
    constexpr std::size_t parts = 20;
    no_room_lane mine;
    std::size_t wrong = 0;
    for (std::size_t r = 0; r < rounds; ++r) {
        handback h;
        std::thread thief([&h, r] {
            for (std::size_t i = 0; i < parts; ++i) {
                while (!h.wanted_back()) {
                }
                for (std::size_t pause = 0; pause < r % 8 * 200; ++pause) WEND_CPU_PAUSE();
                h.give({i, i + 1});
            }
            h.finish();
        });
        handback::part p{};
        std::size_t next = 0;
        while (h.wait(mine, p) == news::given) wrong += p.begin != next++;
        wrong += next != parts;
        thief.join();
    }
    EXPECT_EQ(wrong, 0U);
    EXPECT_GT(mine.blocked, 0) << "no wait was ever long enough to sleep";
}

}  // namespace
}  // namespace wend::test
