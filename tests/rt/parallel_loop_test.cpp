#include "tests/support/test.hpp"
#include "tests/support/thread_number.hpp"

#include <gmock/gmock.h>
#include <wend/wend.hpp>

#include <gtest/gtest.h>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstdint>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

// Loops on a pool: divided while they run.

namespace wend::test {
namespace {

class ParallelLoop : public ::testing::TestWithParam<queue_sharing> {
protected:
    static pool_options workers(unsigned count) {
        return {.workers = count, .sharing = GetParam()};
    }
};
INSTANTIATE_TEST_SUITE_P(Pool, ParallelLoop,
                         ::testing::Values(queue_sharing::when_hungry, queue_sharing::always),
                         [](const auto& i) {
                             return i.param == queue_sharing::always ? "always" : "when_hungry";
                         });

/// Takes a time that depends on `seed`, mostly none.
void compute_unevenly(std::uint64_t seed) {
    seed = (seed + 1) * 0x9E3779B97F4A7C15;
    const std::uint64_t turns = seed >> 58 == 0 ? 20'000 : seed >> 60;
    for (std::uint64_t i = 0; i < turns; ++i) asm volatile("" : "+r"(seed));
}

void wait_for(const auto& condition, std::chrono::milliseconds at_most) {
    using clock = std::chrono::steady_clock;
    for (const auto end = clock::now() + at_most; !condition() && clock::now() < end;)
        std::this_thread::yield();
}

/// Holds up each call for a millisecond at most, until a second thread has come by.
class meeting {
public:
    void come_by() {
        int none = 0;
        if (!first_.compare_exchange_strong(none, thread_number()) && none != thread_number())
            both_ = true;
        wait_for([this] { return both_.load(); }, std::chrono::milliseconds{1});
    }
    bool held() const { return both_; }

private:
    std::atomic<int> first_{0};
    std::atomic<bool> both_{false};
};

TEST_P(ParallelLoop, EachIndexIsVisitedOnceHoweverUnevenTheyAre) {
    allow_seconds(60);
    for (unsigned count : {1U, 2U, 4U}) {
        pool p{workers(count)};
        for (std::size_t size : {1UL, 2UL, 63UL, 1'000UL, 30'000UL}) {
            for (const grain g : {grain{}, grain{1}, grain{7}, grain{100'000}}) {
                std::vector<std::atomic<int>> visits(size);
                parallel_for(p, 0, size, g, [&](std::size_t i) {
                    compute_unevenly(i);
                    ++visits[i];
                });
                std::size_t wrong = 0;
                for (auto& v : visits) wrong += v != 1;
                EXPECT_EQ(wrong, 0U) << size;
            }
        }
    }
}

TEST_P(ParallelLoop, LoopsNest) {
    allow_seconds(60);
    pool p{workers(2)};
    std::vector<std::atomic<int>> visits(10'000);
    parallel_for(p, 0, 100, [&](int row) {
        parallel_for(0, 100, grain{3}, [&](int column) {
            compute_unevenly(static_cast<std::uint64_t>(row * 100 + column));
            ++visits[static_cast<std::size_t>(row * 100 + column)];
        });
    });
    for (auto& v : visits) EXPECT_EQ(v, 1);
}

TEST_P(ParallelLoop, WhoIsHungryGetsHalfOfALoop) {
    allow_seconds(60);
    pool p{workers(2)};
    meeting both;
    parallel_for(p, 0, 5'000, grain{1}, [&](int) { both.come_by(); });
    EXPECT_TRUE(both.held());
}

/// The left half is nothing once the right one is stolen, which is long: who has offered it gets some
/// of it back.
TEST_P(ParallelLoop, AThiefGivesBackHalfToWhoWaitsForIt) {
    allow_seconds(60);
    pool p{workers(2)};
    constexpr int count = 4096;
    std::atomic<int> forker{0}, stolen_from{count};
    std::atomic<bool> helped{false};
    parallel_for(p, 0, count, grain{1}, [&](int i) {
        int none = 0;
        forker.compare_exchange_strong(none, thread_number());
        if (thread_number() == forker) {
            if (i > stolen_from) helped = true;
            wait_for([&] { return stolen_from != count; }, std::chrono::milliseconds{1});
        } else {
            int unknown = count;
            stolen_from.compare_exchange_strong(unknown, i);
            wait_for([&] { return helped.load(); }, std::chrono::milliseconds{2});
        }
    });
    EXPECT_TRUE(helped);
}

TEST_P(ParallelLoop, ThrowsWhatWasThrownFirstAndLeavesTheRestOut) {
    allow_seconds(60);
    for (unsigned count : {1U, 2U}) {
        pool p{workers(count)};
        std::atomic<int> calls{0};
        EXPECT_THROW(parallel_for(p, 0, 10'000'000, grain{1},
                                  [&](int i) {
                                      ++calls;
                                      if (i == 1000) throw std::out_of_range{"at 1000"};
                                  }),
                     std::out_of_range);
        EXPECT_LT(calls, 10'000'000);
        EXPECT_THROW(parallel_for(p, 0, 1'000, grain{1}, [](int i) { throw i; }), int);
    }
}

std::string text(int i) {
    compute_unevenly(static_cast<std::uint64_t>(i));
    return std::to_string(i);
}

TEST_P(ParallelLoop, AReductionKeepsTheOrderThoughItIsDivided) {
    allow_seconds(60);
    std::string expected;
    for (int i = 0; i < 3'000; ++i) expected += std::to_string(i);
    const auto append = [](std::string a, const std::string& b) { return std::move(a) + b; };
    const auto test = [&](pool& p, auto pieces) {
        for (int round = 0; round < 5; ++round) {
            meeting both;
            const auto meet = [&](int i) {
                if (p.workers() != 1) both.come_by();
                return text(i);
            };
            EXPECT_EQ(parallel_reduce(p, 0, 3'000, pieces, std::string{}, meet, append), expected);
            EXPECT_EQ(both.held(), p.workers() != 1);
        }
    };
    for (unsigned count : {1U, 2U, 4U}) {
        pool p{workers(count)};
        test(p, grain{1});
        test(p, fixed_grain{9});
    }
}

float sum_of_reciprocals(pool& p, auto pieces) {
    meeting both;
    const auto reciprocal = [&](int i) {
        if (p.workers() != 1) both.come_by();
        compute_unevenly(static_cast<std::uint64_t>(i));
        return 1.0F / static_cast<float>(i + 1);
    };
    const float sum = parallel_reduce(p, 0, 20'000, pieces, 0.0F, reciprocal, std::plus<>{});
    EXPECT_EQ(both.held(), p.workers() != 1);
    return sum;
}

TEST_P(ParallelLoop, AFixedGrainGivesTheSameBitsOnAnyNumberOfWorkers) {
    allow_seconds(60);
    pool one{workers(1)}, two{{.workers = 2, .name = "two", .sharing = GetParam()}};
    const auto expected = std::bit_cast<std::uint32_t>(sum_of_reciprocals(one, fixed_grain{64}));
    for (int round = 0; round < 50; ++round) {
        EXPECT_EQ(std::bit_cast<std::uint32_t>(sum_of_reciprocals(two, fixed_grain{64})), expected);
    }
    EXPECT_NE(std::bit_cast<std::uint32_t>(sum_of_reciprocals(one, fixed_grain{20'000})), expected)
        << "the order doesn't matter to this sum: it shows nothing";
}

TEST_P(ParallelLoop, AReductionThrowsWhatItsPartsThrow) {
    allow_seconds(60);
    pool p{workers(2)};
    const auto bad = [](int i) { return i == 700 ? throw std::out_of_range{"at 700"} : i; };
    EXPECT_THROW(parallel_reduce(p, 0, 1'000, grain{1}, 0, bad, std::plus<>{}), std::out_of_range);
    EXPECT_THROW(parallel_reduce(p, 0, 1'000, fixed_grain{1}, 0, bad, std::plus<>{}),
                 std::out_of_range);
    const auto no_sum = [](int, int) -> int { throw std::domain_error{"no sum"}; };
    const auto same = [](int i) { return i; };
    EXPECT_THROW(parallel_reduce(p, 0, 1'000, grain{1}, 0, same, no_sum), std::domain_error);
}

task<long> sums_in_a_task(long count) {
    const auto same = [](long i) { return i; };
    co_return parallel_reduce(0L, count, grain{16}, 0L, same, std::plus<>{});
}
TEST_P(ParallelLoop, ACoroutineMayCallIt) {
    allow_seconds(60);
    pool p{workers(2)};
    EXPECT_EQ(sync_wait(spawn(p, sums_in_a_task(100'000))), 4'999'950'000);
}

}  // namespace
}  // namespace wend::test
