#include <wend/rt/blocking_pool.hpp>

#include "tests/support/counted.hpp"
#include "tests/support/item.hpp"
#include "tests/support/test.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <wend/wend.hpp>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace wend::test {
namespace {

/// Closed until somebody opens it; blocks, as what the pool is for.
class barrier_like {
public:
    void wait() {
        std::unique_lock guard{mutex_};
        ++waiting_;
        changed_.notify_all();
        changed_.wait(guard, [this] { return open_; });
    }
    void open() {
        const std::lock_guard guard{mutex_};
        open_ = true;
        changed_.notify_all();
    }
    void until_waiting(int threads) {
        std::unique_lock guard{mutex_};
        changed_.wait(guard, [&] { return waiting_ >= threads; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
    int waiting_ = 0;
};

TEST(BlockingPool, StartsNoThreadBeforeItIsNeeded) {
    blocking_pool pool;
    EXPECT_EQ(pool.threads(), 0U);
    EXPECT_FALSE(pool.running_here());
}

TEST(BlockingPool, StartsAsManyThreadsAsBlockUpToItsCap) {
    barrier_like closed;
    std::deque<item> items;
    std::atomic<int> ran{0};
    {
        blocking_pool pool{{.max_threads = 3}};
        for (int i = 0; i < 5; ++i) {
            items.emplace_back([&] {
                closed.wait();
                ++ran;
            });
            pool.submit(items.back());
        }
        closed.until_waiting(3);
        EXPECT_EQ(pool.threads(), 3U);
        EXPECT_EQ(ran, 0);
        closed.open();
    }
    EXPECT_EQ(ran, 5) << "what is queued is run before it goes";
}

TEST(BlockingPool, AnItemRunsOnOneOfItsThreadsUnderItsName) {
    std::string name;
    bool here = false;
    {
        blocking_pool pool;
        item asks{[&] {
            name = current_thread_name() + " " + current_executor_name();
            here = pool.running_here();
        }};
        pool.submit(asks);
        pool.stop();
    }
    EXPECT_EQ(name, "blocking-0 blocking");
    EXPECT_TRUE(here);
}

TEST(BlockingPool, AThreadThatIsFreeTakesTheNextItem) {
    blocking_pool pool{{.max_threads = 2}};
    for (int i = 0; i < 200; ++i) {
        std::atomic<bool> done{false};
        item one{[&] { done = true; }};
        pool.submit(one);
        while (!done) std::this_thread::yield();
    }
    EXPECT_LE(pool.threads(), 2U);
}

TEST(BlockingPool, StoppedTwiceIsStopped) {
    blocking_pool pool;
    item one{[] {}};
    pool.submit(one);
    pool.stop();
    pool.stop();
    EXPECT_EQ(pool.threads(), 0U);
}

TEST(BlockingPool, ComesAndGoesAThousandTimes) {
    allow_seconds(60);
    std::atomic<int> ran{0};
    for (int i = 0; i < 1000; ++i) {
        std::deque<item> items;
        blocking_pool pool{{.max_threads = 4}};
        for (int k = 0; k < 6; ++k) {
            items.emplace_back([&] { ++ran; });
            pool.submit(items.back());
        }
        pool.stop();
    }
    EXPECT_EQ(ran, 6000);
}

int throws(int) { throw std::runtime_error("from a blocking call"); }
task<std::string> catches() {
    try {
        co_await blocking(throws, 1);
    } catch (const std::runtime_error& error) {
        co_return error.what();
    }
    co_return "";
}
TEST(Blocking, AnErrorOfTheCallArrivesAtTheAwait) {
    EXPECT_EQ(run(catches()), "from a blocking call");
}

int value_of(const counted& c) { return c.value(); }
task<int> passes_arguments() {
    counted argument(7);
    co_return co_await blocking(value_of, std::move(argument));
}
TEST(Blocking, ArgumentsAreMovedIntoTheCallAndDestroyedOnce) {
    const auto before = counted::total();
    EXPECT_EQ(run(passes_arguments()), 7);
    EXPECT_EQ(counted::since(before).live(), 0);
    EXPECT_EQ(counted::since(before).faults, 0);
    EXPECT_EQ(counted::since(before).copied, 0);
}

TEST(Blocking, WithoutARuntimeIsRefused) {
    EXPECT_THROW(static_cast<void>(blocking(value_of, counted(1))), no_runtime);
}

}  // namespace
}  // namespace wend::test
