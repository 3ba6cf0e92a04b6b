#include "tests/sched/items.hpp"
#include "tests/support/proc.hpp"
#include "tests/support/test.hpp"

#include <wend/sched/pool.hpp>

#include <gtest/gtest.h>
#include <pthread.h>
#include <unistd.h>
#include <array>
#include <atomic>
#include <chrono>
#include <ctime>
#include <map>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

namespace wend::test {
namespace {

struct asleep {
    bool all = true;  ///< each of them sleeps in the kernel
    std::map<int, std::string> switches;
};

asleep look_at(const std::string& prefix) {
    asleep seen;
    for (const auto& t : thread_states()) {
        if (!t.name.starts_with(prefix)) continue;
        seen.all = seen.all && t.state.starts_with("S");
        seen.switches[t.id] = t.voluntary + "+" + t.involuntary;
    }
    return seen;
}

double cpu_seconds(clockid_t clock) {
    timespec t{};
    clock_gettime(clock, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

TEST(PoolIdle, CostsNothingAndWakesNobodyForTenSeconds) {
    allow_seconds(60);
    constexpr unsigned workers = 4;
    static std::array<clockid_t, workers> clocks;
    pool p{{.workers = workers, .name = "idler", .on_thread_start = [](unsigned w, void*) {
                pthread_getcpuclockid(pthread_self(), &clocks[w]);
            }}};
    // Idle after work, not only before it.
    std::atomic<unsigned> together{0};
    auto meet = [&](context&) {
        ++together;
        while (together != workers) std::this_thread::yield();
    };
    std::vector<item<decltype(meet)>> items(workers, item{meet});
    for (auto& i : items) p.submit(i);
    p.drain();
    // The sentinel looks once more after all have gone to sleep, at the latest after 8 ms.
    for (std::uint64_t wakes = 0, same = 0; same < 20; ::usleep(2'000)) {
        const pool_stats s = p.stats();
        same = s.parks == s.wakes + workers && s.wakes + s.looks == wakes ? same + 1 : 0;
        wakes = s.wakes + s.looks;
    }
    asleep before = look_at("idler-");
    while (!before.all || before.switches.size() != workers) before = look_at("idler-");
    const pool_stats counted = p.stats();
    std::array<double, workers> cpu{};
    for (unsigned w = 0; w < workers; ++w) cpu[w] = cpu_seconds(clocks[w]);

    ::usleep(10'000'000);  // what is measured, not a way to wait for something

    double used = 0;
    for (unsigned w = 0; w < workers; ++w) used += cpu_seconds(clocks[w]) - cpu[w];
    EXPECT_LT(used, 0.001 * 10);
    EXPECT_EQ(look_at("idler-").switches, before.switches);
    EXPECT_EQ(p.stats().wakes, counted.wakes);
    EXPECT_EQ(p.stats().looks, counted.looks);
    EXPECT_EQ(p.stats().parks, counted.parks);
}

/// One item at a time from outside, each waited for: a wake-up that got lost would hang this.
void submit_and_wait(unsigned workers, int times) {
    pool p{{.workers = workers}};
    std::binary_semaphore ran{0};
    item one{[&](context&) { ran.release(); }};
    for (int i = 0; i < times; ++i) {
        p.submit(one);
        ran.acquire();
    }
    p.drain();
    EXPECT_EQ(p.stats().items_run, static_cast<std::uint64_t>(times));
}

TEST(PoolWakeUps, NoneIsLostForOneWorker) {
    allow_seconds(60);
    submit_and_wait(1, 100'000);
}

TEST(PoolWakeUps, NoneIsLostForSeveralWorkers) {
    allow_seconds(60);
    submit_and_wait(3, 100'000);
}

TEST(PoolWakeUps, NoneIsLostAtAnyMomentOfFallingAsleep) {
    // Submits after pauses of every length around that of a search, so that the push meets workers
    // that search, that have just said they sleep, and that do.
    allow_seconds(60);
    pool p{{.workers = 2}};
    std::binary_semaphore ran{0};
    item one{[&](context&) { ran.release(); }};
    std::atomic<unsigned> sink{0};
    for (unsigned i = 0; i < 50'000; ++i) {
        for (unsigned spin = i * 7 % 5000; spin != 0; --spin) sink.store(spin);
        p.submit(one);
        ran.acquire();
    }
    p.drain();
    EXPECT_EQ(p.stats().items_run, 50'000U);
}

TEST(PoolWakeUps, NoneIsLostForItemsThatWaitForOneAnother) {
    // The first item of each round queues the second locally and blocks until that has run: only a
    // worker woken for a local push can help.
    allow_seconds(60);
    pool p{{.workers = 2}};
    std::binary_semaphore second_ran{0}, round_done{0};
    item second{[&](context&) { second_ran.release(); }};
    item first{[&](context& here) {
        p.submit(second, here);
        second_ran.acquire();
        round_done.release();
    }};
    for (int i = 0; i < 50'000; ++i) {
        p.submit(first);
        round_done.acquire();
    }
    p.drain();
    EXPECT_EQ(p.stats().items_run, 100'000U);
    EXPECT_EQ(p.stats().steals, 50'000U);
}

}  // namespace
}  // namespace wend::test
