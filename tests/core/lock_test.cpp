#include <wend/core/lock.hpp>

#include "tests/support/proc.hpp"
#include "tests/support/test.hpp"

#include <gtest/gtest.h>
#include <pthread.h>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace wend::detail {
namespace {

static_assert(sizeof(small_lock) == 4);

TEST(SmallLock, LetsOneThreadInAtATime) {
    constexpr int threads = 4;
    const int rounds = test::slow_build() ? 20'000 : 100'000;
    small_lock lock;
    long plain = 0;  // torn or short if two were inside
    int inside = 0, most_inside = 0;
    std::vector<std::thread> all;
    for (int t = 0; t < threads; ++t) {
        all.emplace_back([&] {
            for (int i = 0; i < rounds; ++i) {
                const lock_guard guard{lock};
                most_inside = std::max(most_inside, ++inside);
                ++plain;
                --inside;
            }
        });
    }
    for (auto& t : all) t.join();
    EXPECT_EQ(plain, static_cast<long>(threads) * rounds);
    EXPECT_EQ(most_inside, 1);
}

TEST(SmallLock, WakesEveryThreadThatSleepsOnIt) {
    constexpr int threads = 6;
    small_lock lock;
    std::atomic<int> done{0};
    lock.lock();
    std::vector<std::thread> all;
    for (int t = 0; t < threads; ++t) {
        all.emplace_back([&] {
            ::pthread_setname_np(::pthread_self(), "locks");
            const lock_guard guard{lock};
            ++done;
        });
    }
    const auto asleep = [] {
        int count = 0;
        for (const test::thread_state& t : test::thread_states())
            count += t.name == "locks" && t.state.starts_with('S') ? 1 : 0;
        return count;
    };
    while (asleep() != threads) std::this_thread::yield();
    EXPECT_EQ(done, 0);
    lock.unlock();
    for (auto& t : all) t.join();
    EXPECT_EQ(done, threads);
}

TEST(SmallLock, MayBeDestroyedByTheNextOwnerOnceItIsFree) {
    // unlock() must not read or write the lock after it let go: whoever gets it may free it.
    for (int round = 0; round < 2'000; ++round) {
        struct shared {
            small_lock lock;
            int left = 2;
        };
        auto* object = new shared;
        const auto leave = [object] {
            bool last = false;
            {
                const lock_guard guard{object->lock};
                last = --object->left == 0;
            }
            if (last) delete object;
        };
        std::thread other(leave);
        leave();
        other.join();
    }
}

}  // namespace
}  // namespace wend::detail
