#include "tests/exec/no_room_lane.hpp"
#include "tests/support/counted.hpp"
#include "tests/support/test.hpp"
#include "tests/support/thread_number.hpp"

#include <gmock/gmock.h>
#include <wend/exec/fork_join.hpp>
#include <wend/exec/manual_executor.hpp>
#include <wend/exec/parallel_for.hpp>
#include <wend/exec/parallel_reduce.hpp>

#include <gtest/gtest.h>
#include <memory>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

// Fork and join of plain calls where nobody can help. What others do with it: tests/rt.

namespace wend::test {
namespace {

using ::testing::ElementsAre;

TEST(SerialForkJoin, GivesTheResultsInOrderUnitForVoid) {
    int shared = 3, ran = 0;
    auto results = fork_join([] { return 7; }, [&] { ++ran; }, [&]() -> int& { return shared; },
                             [] { return std::string{"four"}; });
    static_assert(std::is_same_v<decltype(results), std::tuple<int, unit, int&, std::string>>);
    EXPECT_EQ(results, std::tuple(7, unit{}, 3, "four"));
    std::get<2>(results) = 4;
    EXPECT_EQ(shared, 4);
    EXPECT_EQ(ran, 1);
}

TEST(SerialForkJoin, GivesWhatCanOnlyBeMoved) {
    auto [a, b] = fork_join([] { return std::make_unique<int>(1); }, [] { return counted{2}; });
    EXPECT_EQ(*a, 1);
    EXPECT_EQ(b.value(), 2);
}

TEST(SerialForkJoin, OneBranchIsACall) {
    EXPECT_EQ(fork_join([] { return 5; }), std::tuple(5));
}

TEST(SerialForkJoin, CallsAnRvalueAsSuch) {
    struct once {
        int operator()() && { return value; }
        int value;
    };
    EXPECT_EQ(fork_join(once{1}, once{2}), std::tuple(1, 2));
}

TEST(SerialForkJoin, RunsAllOnTheCallingThreadInOrder) {
    std::vector<int> order;
    const int self = thread_number();
    const auto note = [&](int i) {
        return [&, i] { order.push_back(thread_number() == self ? i : -i); };
    };
    fork_join(note(1), note(2), note(3));
    EXPECT_THAT(order, ElementsAre(1, 2, 3));
}

struct failure : std::runtime_error {
    explicit failure(int which) : runtime_error{"failure"}, branch{which} {}
    int branch;
};

/// Three branches of which those in `bad` throw; the branch whose exception came out, 0 if none did.
int thrown_by(std::vector<int> bad, int& ran) {
    const auto branch = [&](int i) {
        return [&, i] {
            ++ran;
            if (std::find(bad.begin(), bad.end(), i) != bad.end()) throw failure{i};
            return counted{i};
        };
    };
    try {
        fork_join(branch(1), branch(2), branch(3));
        return 0;
    } catch (const failure& f) {
        return f.branch;
    }
}

TEST(SerialForkJoin, ThrowsWhatABranchThrewFirstAndRunsAllNevertheless) {
    for (const auto& [bad, expected] : std::vector<std::pair<std::vector<int>, int>>{
             {{}, 0}, {{1}, 1}, {{2}, 2}, {{3}, 3}, {{2, 3}, 2}, {{1, 3}, 1}}) {
        int ran = 0;
        EXPECT_EQ(thrown_by(bad, ran), expected);
        EXPECT_EQ(ran, 3);
    }
}

TEST(SerialForkJoin, WithoutMemoryForTheQueueAllRunHere) {
    no_room_lane lane;
    manual_executor nowhere;
    context here{nowhere, nullptr, 0, &lane};
    std::vector<int> order;
    fork_join([&] { order.push_back(1); }, [&] { order.push_back(2); },
              [&] { order.push_back(3); });
    EXPECT_THAT(order, ElementsAre(1, 2, 3));
    EXPECT_GT(lane.refused, 0);
}

// ---- loops ----------------------------------------------------------------------------------

TEST(SerialParallelFor, VisitsEachIndexInOrder) {
    std::vector<int> seen;
    parallel_for(-2, 3, [&](int i) { seen.push_back(i); });
    EXPECT_THAT(seen, ElementsAre(-2, -1, 0, 1, 2));
}

TEST(SerialParallelFor, MixedTypesOfIndicesGoByTheirCommonOne) {
    std::vector<int> v(3);
    parallel_for(0, v.size(), [&](auto i) {
        static_assert(std::is_same_v<decltype(i), std::size_t>);
        v[i] = 1;
    });
    EXPECT_THAT(v, ElementsAre(1, 1, 1));
}

TEST(SerialParallelFor, AnEmptyOrReversedRangeHasNoIndices) {
    int calls = 0;
    const auto count = [&](int) { ++calls; };
    parallel_for(3, 3, count);
    parallel_for(3, 2, count);
    parallel_for(0, 0, grain{7}, [&](int, int) { ++calls; });
    std::vector<int> none;
    parallel_for(none, count);
    EXPECT_EQ(calls, 0);
}

TEST(SerialParallelFor, PiecesAreAtMostAGrain) {
    std::vector<std::pair<int, int>> pieces;
    parallel_for(0, 7, grain{3}, [&](int b, int e) { pieces.emplace_back(b, e); });
    EXPECT_THAT(pieces, ElementsAre(std::pair(0, 3), std::pair(3, 6), std::pair(6, 7)));
}

TEST(SerialParallelFor, GoesOverTheElementsOfARange) {
    std::vector<int> v{1, 2, 3};
    parallel_for(v, [](int& x) { x *= 2; });
    parallel_for(std::span{v}, grain{1}, [](int& x) { ++x; });
    EXPECT_THAT(v, ElementsAre(3, 5, 7));
}

TEST(SerialParallelFor, StopsAtThePieceThatThrows) {
    int calls = 0;
    EXPECT_THROW(parallel_for(0, 100, grain{1},
                              [&](int i) {
                                  ++calls;
                                  if (i == 4) throw failure{i};
                              }),
                 failure);
    EXPECT_EQ(calls, 5);
}

TEST(Grain, OfZeroIsRefused) {
    EXPECT_THROW(grain{0}, std::invalid_argument);
    EXPECT_THROW(fixed_grain{0}, std::invalid_argument);
}

TEST(Grain, IsChosenBetweenOneAndAFixedLength) {
    EXPECT_EQ(grain{}.of(0), 1U);
    EXPECT_EQ(grain{}.of(1000), 1U);
    EXPECT_EQ(grain{}.of(1024 * 10), 10U);
    EXPECT_EQ(grain{}.of(std::size_t{1} << 40), 2048U);
    EXPECT_EQ(grain{3}.of(std::size_t{1} << 40), 3U);
}

TEST(SerialParallelReduce, CombinesInTheOrderOfTheIndices) {
    const auto digit = [](int i) { return std::to_string(i); };
    const auto append = [](std::string a, const std::string& b) { return std::move(a) + b; };
    EXPECT_EQ(parallel_reduce(0, 10, std::string{}, digit, append), "0123456789");
    EXPECT_EQ(parallel_reduce(0, 10, grain{3}, std::string{}, digit, append), "0123456789");
    EXPECT_EQ(parallel_reduce(0, 10, fixed_grain{3}, std::string{}, digit, append), "0123456789");
    const std::vector<int> v{7, 8, 9};
    EXPECT_EQ(parallel_reduce(v, std::string{}, digit, append), "789");
    EXPECT_EQ(parallel_reduce(v, fixed_grain{1}, std::string{}, digit, append), "789");
}

TEST(SerialParallelReduce, AnEmptyRangeGivesTheIdentity) {
    const auto never = [](int) { return 1; };
    EXPECT_EQ(parallel_reduce(5, 5, 42, never, std::plus<>{}), 42);
    EXPECT_EQ(parallel_reduce(5, 5, fixed_grain{2}, 42, never, std::plus<>{}), 42);
}

TEST(SerialParallelReduce, ABodyMayGoOnWithTheSumOfItsPiece) {
    const auto piece = [](int b, int e, long sum) {
        EXPECT_LE(e - b, 16);
        for (; b != e; ++b) sum += b;
        return sum;
    };
    EXPECT_EQ(parallel_reduce(0, 1000, grain{16}, 0L, piece, std::plus<>{}), 499'500);
    EXPECT_EQ(parallel_reduce(0, 1000, fixed_grain{16}, 0L, piece, std::plus<>{}), 499'500);
}

}  // namespace
}  // namespace wend::test
