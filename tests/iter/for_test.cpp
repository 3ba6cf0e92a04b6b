#include "sources.hpp"
#include "tests/support/executors.hpp"

#include <gmock/gmock.h>

#include <numeric>
#include <optional>
#include <tuple>

// The loop: cases A. Each runs on every kind of executor.

namespace wend::test {
namespace {

using ::testing::ElementsAre;

template <class F>
class AsyncFor : public ExecutorSuite<F> {};
TYPED_TEST_SUITE(AsyncFor, every_executor, executor_names);

task<int> acquisitions() {
    numbers source(3);
    WEND_ASYNC_FOR(int item, source) static_cast<void>(item);
    co_return source.acquired;
}
TYPED_TEST(AsyncFor, IT_A01_AcquiresOnce) { EXPECT_EQ(this->run(acquisitions()), 1); }

struct seen_by_loop {
    std::vector<int> items;
    bool otherwise = false;
    bool following = false;
};

task<seen_by_loop> loop_to(int last, int stop_at, int skip_above) {
    seen_by_loop seen;
    numbers source(last, true);
    WEND_ASYNC_FOR_ELSE(int item, source) {
        if (item > skip_above) continue;
        seen.items.push_back(item);
        if (item == stop_at) break;
    }
    else {
        seen.otherwise = true;
    }
    seen.following = true;
    co_return seen;
}

std::vector<int> one_to(int last) {
    std::vector<int> all(static_cast<std::size_t>(last));
    std::iota(all.begin(), all.end(), 1);
    return all;
}

TYPED_TEST(AsyncFor, IT_A02_SeesAllInOrderThenRunsElse) {
    const auto seen = this->run(loop_to(100, 0, 100));
    EXPECT_EQ(seen.items, one_to(100));
    EXPECT_TRUE(seen.otherwise);
    EXPECT_TRUE(seen.following);
}
TYPED_TEST(AsyncFor, IT_A03_BreakSkipsElse) {
    const auto seen = this->run(loop_to(100, 20, 100));
    EXPECT_EQ(seen.items, one_to(20));
    EXPECT_FALSE(seen.otherwise);
    EXPECT_TRUE(seen.following);
}
TYPED_TEST(AsyncFor, IT_A04_ContinuePullsTheNextItem) {
    const auto seen = this->run(loop_to(100, 0, 20));
    EXPECT_EQ(seen.items, one_to(20));
    EXPECT_TRUE(seen.otherwise);
}
TYPED_TEST(AsyncFor, IT_A05_AnEmptySourceRunsElseOnce) {
    const auto seen = this->run(loop_to(0, 0, 0));
    EXPECT_TRUE(seen.items.empty());
    EXPECT_TRUE(seen.otherwise);
}

struct refuses_to_start {
    refuses_to_start& aiter() { throw source_failed(); }
    task<next_result<int>> anext() { co_return 1; }
};
task<std::string> loop_over_refusal() {
    std::string log;
    refuses_to_start source;
    try {
        WEND_ASYNC_FOR_ELSE(int item, source) { log += "body" + std::to_string(item); }
        else {
            log += "else";
        }
    } catch (const source_failed&) {
        log += "caught";
    }
    co_return log;
}
TYPED_TEST(AsyncFor, IT_A06_AnErrorOfAcquiringRunsNeitherBodyNorElse) {
    EXPECT_EQ(this->run(loop_over_refusal()), "caught");
}

struct advance_only {
    task<next_result<int>> anext() { co_return 7; }
};
static_assert(async_iterator<advance_only> && !async_iterable<advance_only>);
struct neither {};
static_assert(!async_iterator<neither> && !async_iterable<neither>);
struct plain_advance {
    next_result<int> anext() { return 7; }
};
static_assert(!async_iterator<plain_advance>);

task<int> ask_advance_only() {
    advance_only it;
    co_return co_await anext(it);
}
TYPED_TEST(AsyncFor, IT_A08_AnAdvanceAloneServesAnextAndNoLoop) {
    EXPECT_EQ(this->run(ask_advance_only()), 7);  // the loop: tests/compile
}

task<std::string> returns_inside(journal& log) {
    WEND_ASYNC_FOR_ELSE(int item, closing(log, "source", 5)) {
        if (item == 2) co_return "returned";
    }
    else {
        log.push_back("else");
    }
    co_return "fell out";
}
task<journal> caller_of_return() {
    journal log;
    log.push_back(co_await returns_inside(log));
    co_return log;
}
TYPED_TEST(AsyncFor, IT_A10_ReturnSkipsElseAndClosesBeforeTheCallerGoesOn) {
    EXPECT_THAT(this->run(caller_of_return()), ElementsAre("source closed", "returned"));
}

async_generator<int> observing(bool& saw_error) {
    try {
        for (int i = 1;; ++i) co_yield i;
    } catch (...) {
        saw_error = true;
    }
}
task<bool> throws_in_body() {
    bool source_saw = false;
    bool handler_saw = false;
    try {
        WEND_ASYNC_FOR(int item, observing(source_saw)) {
            if (item == 2) throw source_failed();
        }
    } catch (const source_failed&) {
        handler_saw = true;
    }
    co_return handler_saw && !source_saw;
}
TYPED_TEST(AsyncFor, IT_A11_ABodysErrorGoesToTheHandlerNotToTheSource) {
    EXPECT_TRUE(this->run(throws_in_body()));
}

task<int> asks_after_break(journal& log) {
    auto source = closing(log, "source", 10);
    WEND_ASYNC_FOR(int item, source) {
        if (item == 3) break;
    }
    const int next_one = co_await anext(source, -1);
    co_await aclose(source);
    co_return next_one;
}
TYPED_TEST(AsyncFor, IT_A12_ABorrowedSourceStaysOpenAfterBreak) {
    journal log;
    EXPECT_EQ(this->run(asks_after_break(log)), 4);
}

task<journal> breaks_an_owned_one() {
    journal log;
    WEND_ASYNC_FOR(int item, closing(log, "source", 10)) {
        if (item == 3) break;
    }
    log.push_back("next statement");
    co_return log;
}
TYPED_TEST(AsyncFor, IT_A13_ClosesAnOwnedSourceBeforeTheNextStatement) {
    EXPECT_THAT(this->run(breaks_an_owned_one()), ElementsAre("source closed", "next statement"));
}

task<std::string> throws_the_signal() {
    std::string log;
    try {
        WEND_ASYNC_FOR_ELSE(int item, counting(3)) {
            if (item == 2) throw stop_async_iteration();
        }
        else {
            log += "else";
        }
    } catch (const stop_async_iteration&) {
        log += "escaped";
    }
    co_return log;
}
TYPED_TEST(AsyncFor, IT_A15_TheEndSignalOfABodyEscapes) {
    EXPECT_EQ(this->run(throws_the_signal()), "escaped");
}

task<journal> nested_loops() {
    journal log;
    WEND_ASYNC_FOR(int outer, closing(log, "outer", 2)) {
        WEND_ASYNC_FOR(int inner, closing(log, "inner", 3)) {
            if (inner == 2) break;
            log.push_back(std::to_string(outer) + "." + std::to_string(inner));
        }
    }
    co_return log;
}
TYPED_TEST(AsyncFor, IT_A17_NestedOwnedSourcesAreEachClosedOnce) {
    EXPECT_THAT(this->run(nested_loops()),
                ElementsAre("1.1", "inner closed", "2.1", "inner closed", "outer closed"));
}

async_generator<std::optional<int>> maybes() {
    std::optional<int> none;
    co_yield none;
    std::optional<int> one{1};
    co_yield one;
}
async_generator<std::tuple<int, int>> pairs() {
    std::tuple<int, int> pair{1, 2};
    co_yield pair;
}
async_generator<stop_async_iteration> signals() {
    stop_async_iteration signal;
    co_yield signal;
}
task<std::tuple<int, int, int>> counts_odd_items() {
    int empty = 0, tuples = 0, ends = 0;
    WEND_ASYNC_FOR(auto&& item, maybes()) empty += item ? 0 : 1;
    WEND_ASYNC_FOR(auto&& item, pairs()) tuples += std::get<1>(item);
    WEND_ASYNC_FOR([[maybe_unused]] auto&& item, signals())++ ends;
    co_return std::tuple<int, int, int>(empty, tuples, ends);
}
TYPED_TEST(AsyncFor, IT_A18_OddItemsAreNeverTakenForTheEnd) {
    EXPECT_EQ(this->run(counts_odd_items()), std::tuple(1, 2, 1));
}

task<int> break_in_else() {
    int rounds = 0;
    while (true) {
        ++rounds;
        WEND_ASYNC_FOR_ELSE(int item, counting(2)) { static_cast<void>(item); }
        else {
            break;
        }
        rounds += 100;
    }
    co_return rounds;
}
TYPED_TEST(AsyncFor, IT_A50_BreakInElseLeavesTheLoopAround) {
    EXPECT_EQ(this->run(break_in_else()), 1);
}

}  // namespace
}  // namespace wend::test
