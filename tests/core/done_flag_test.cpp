#include <wend/core/done_flag.hpp>

#include "tests/support/proc.hpp"
#include "tests/support/test.hpp"

#include <gtest/gtest.h>
#include <unistd.h>
#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>

namespace wend::detail {
namespace {

TEST(DoneFlag, DoesntBlockOnceItIsSet) {
    done_flag f;
    EXPECT_FALSE(f.is_set());
    f.set();
    EXPECT_TRUE(f.is_set());
    f.wait();
}

bool sleeps(int thread) {
    const auto all = test::thread_states();
    return std::any_of(all.begin(), all.end(), [&](const test::thread_state& t) {
        return t.id == thread && t.state.starts_with('S');
    });
}

TEST(DoneFlag, WakesAThreadThatSleeps) {
    done_flag f;
    std::atomic<int> waiter{0};
    std::thread waits([&] {
        waiter = gettid();
        f.wait();
    });
    while (waiter == 0 || !sleeps(waiter)) std::this_thread::yield();
    f.set();
    waits.join();
}

/// The waiter frees it as soon as it may, and the memory is used for the next one.
TEST(DoneFlag, MayBeDestroyedOnceTheWaiterHasSeenIt) {
    test::allow_seconds(30);
    struct shared {
        done_flag ended;
        int plain = 0;
    };
    std::atomic<shared*> given{nullptr};
    const int rounds = test::slow_build() ? 5'000 : 50'000;
    std::thread other([&] {
        for (int i = 1; i <= rounds; ++i) {
            shared* s = nullptr;
            while ((s = given.exchange(nullptr)) == nullptr) {
            }
            s->plain = i;
            s->ended.set();
        }
    });
    int wrong = 0;
    for (int i = 1; i <= rounds; ++i) {
        auto s = std::make_unique<shared>();
        given = s.get();
        s->ended.wait();
        wrong += s->plain != i;
    }
    other.join();
    EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace wend::detail
