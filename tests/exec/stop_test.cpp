#include <wend/exec/stop.hpp>

#include "tests/support/duel.hpp"
#include "tests/support/test.hpp"

#include <gtest/gtest.h>
#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace wend::detail {
namespace {

struct listener : stop_node {
    listener() : stop_node{&called} {}
    static void called(stop_node& self) noexcept {
        auto& l = static_cast<listener&>(self);
        ++l.calls;
        if (l.when_called) l.when_called();
    }
    std::atomic<int> calls{0};
    std::function<void()> when_called;
};

TEST(StopState, TellsEveryoneWhoWaitsOnce) {
    stop_state state;
    listener a, b, c;
    EXPECT_TRUE(state.add(a));
    EXPECT_TRUE(state.add(b));
    EXPECT_TRUE(state.add(c));
    EXPECT_FALSE(state.stop_requested());
    state.request_stop();
    state.request_stop();
    EXPECT_TRUE(state.stop_requested());
    for (const listener* l : {&a, &b, &c}) EXPECT_EQ(l->calls, 1);
}

TEST(StopState, TakesNobodyOnceStopWasRequested) {
    stop_state state;
    state.request_stop();
    listener late;
    EXPECT_FALSE(state.add(late));
    EXPECT_EQ(late.calls, 0);
    EXPECT_FALSE(state.remove(late));
}

TEST(StopState, DoesNotTellWhoWasRemoved) {
    stop_state state;
    listener first, middle, last;
    for (listener* l : {&first, &middle, &last}) ASSERT_TRUE(state.add(*l));
    EXPECT_TRUE(state.remove(middle));
    EXPECT_FALSE(state.remove(middle)) << "twice";
    EXPECT_TRUE(state.remove(last));
    EXPECT_TRUE(state.remove(first));
    ASSERT_TRUE(state.add(middle));
    state.request_stop();
    EXPECT_EQ(first.calls, 0);
    EXPECT_EQ(middle.calls, 1);
    EXPECT_EQ(last.calls, 0);
    EXPECT_FALSE(state.remove(middle)) << "it was told already";
}

TEST(StopState, IsRequestedBeforeAnybodyIsTold) {
    stop_state state;
    listener l;
    bool seen = false;
    l.when_called = [&] { seen = state.stop_requested(); };
    ASSERT_TRUE(state.add(l));
    state.request_stop();
    EXPECT_TRUE(seen);
}

TEST(StopState, LetsAListenerGoWhenItIsTold) {
    stop_state state;
    auto owned = std::make_unique<listener>();
    listener next;
    ASSERT_TRUE(state.add(next));
    ASSERT_TRUE(state.add(*owned));  // told first
    owned->when_called = [&] { auto gone = std::move(owned); };
    state.request_stop();
    EXPECT_EQ(owned, nullptr);
    EXPECT_EQ(next.calls, 1);
}

TEST(StopState, TellsOrLetsGoButNeverBothOrNeither) {
    // One thread requests; others add and remove. Whoever remove() let go is never told, whoever it
    // didn't is told exactly once.
    const int rounds = test::slow_build() ? 300 : 2'000;
    for (int round = 0; round < rounds; ++round) {
        stop_state state;
        constexpr int threads = 2, each = 8;
        std::vector<std::unique_ptr<listener>> listeners;
        for (int i = 0; i < threads * each; ++i) listeners.push_back(std::make_unique<listener>());
        std::atomic<int> ready{0}, wrong{0};
        const auto start = [&] {
            ++ready;
            while (ready != threads + 2) std::this_thread::yield();
        };
        std::vector<std::thread> all;
        for (int t = 0; t < threads; ++t) {
            all.emplace_back([&, t] {
                start();
                for (int i = 0; i < each; ++i) {
                    listener& l = *listeners[static_cast<std::size_t>(t * each + i)];
                    int told = 0;
                    if (state.add(l)) {
                        if (i % 2 == 0) std::this_thread::yield();
                        if (!state.remove(l)) {
                            while (l.calls == 0) std::this_thread::yield();
                            told = 1;
                        }
                    }
                    if (l.calls != told) ++wrong;
                }
            });
        }
        for (int r = 0; r < 2; ++r) {
            all.emplace_back([&] {
                start();
                state.request_stop();
            });
        }
        for (auto& t : all) t.join();
        ASSERT_EQ(wrong, 0);
        ASSERT_TRUE(state.stop_requested());
    }
}

TEST(StopState, ShowsWhatWasWrittenBeforeTheRequest) {
    const int rounds = test::slow_build() ? 300 : 2'000;
    for (int round = 0; round < rounds; ++round) {
        stop_source source;
        int plain = 0;
        std::thread other([&] {
            while (!source.token().stop_requested()) std::this_thread::yield();
            EXPECT_EQ(plain, 1);
        });
        plain = 1;
        source.request_stop();
        other.join();
    }
}

TEST(StopToken, OfNothingIsNeverAskedToStop) {
    const stop_token none;
    EXPECT_FALSE(none.stop_possible());
    EXPECT_FALSE(none.stop_requested());
}

TEST(StopToken, AsksItsSource) {
    stop_source source;
    const stop_token token = source.token();
    EXPECT_TRUE(token.stop_possible());
    EXPECT_FALSE(token.stop_requested());
    source.request_stop();
    EXPECT_TRUE(token.stop_requested());
    EXPECT_TRUE(source.stop_requested());
}

/// One thread waits and then looks whether the result is there; the other has the result and then
/// takes the waiter back. One of the two must notice.
void waiter_meets_result(bool place_is_taken) {
    test::allow_seconds(60);
    stop_state state;
    listener other, waiter;
    if (place_is_taken) {
        ASSERT_TRUE(state.add(other));
    }
    std::atomic<bool> result{false};
    bool seen = false, taken_back = false;
    int missed = 0;
    test::duel(
        200'000,
        [&] {
            state.add(waiter);
            seen = result.load(seq_cst);
        },
        [&] {
            result.store(true, seq_cst);
            taken_back = state.remove(waiter);
        },
        [&] {
            missed += seen || taken_back ? 0 : 1;
            if (!taken_back) state.remove(waiter);
            result = false;
        });
    EXPECT_EQ(missed, 0);
    if (place_is_taken) state.remove(other);
}

TEST(StopState, AWaiterAndItsResultNeverMissEachOther) { waiter_meets_result(false); }
TEST(StopState, ASecondWaiterAndItsResultNeverMissEachOther) { waiter_meets_result(true); }

}  // namespace
}  // namespace wend::detail
