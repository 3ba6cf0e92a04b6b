#include "sources.hpp"
#include "tests/support/counted.hpp"
#include "tests/support/executors.hpp"
#include "tests/support/small_stack.hpp"

#include <gmock/gmock.h>

#include <memory>

// The life of a generator: cases C, and closing: cases E.

namespace wend::test {
namespace {

using ::testing::ElementsAre;

template <class F>
class AsyncGenerator : public ExecutorSuite<F> {};
TYPED_TEST_SUITE(AsyncGenerator, every_executor, executor_names);

/// What one request comes to, as text.
template <class I>
task<std::string> outcome_of(I& it) {
    try {
        auto item = co_await next(it);
        if (!item) co_return "end";
        co_return std::to_string(*item);
    } catch (const source_failed&) {
        co_return "failed";
    } catch (const generator_already_running&) {
        co_return "already running";
    }
}
template <class I>
task<journal> outcomes(I it, int requests) {
    journal log;
    for (int i = 0; i < requests; ++i) log.push_back(co_await outcome_of(it));
    co_return log;
}

TYPED_TEST(AsyncGenerator, IT_C01_DefaultConstructedIsAtItsEnd) {
    EXPECT_THAT(this->run(outcomes(async_generator<int>(), 2)), ElementsAre("end", "end"));
}

async_generator<int> holds(counted held, bool& ran) {
    ran = true;
    co_yield held.value();
}
TEST(AsyncGenerator, IT_C02_NeverAdvancedItDestroysItsParametersOnly) {
    const auto before = counted::total();
    bool ran = false;
    {
        auto dropped = holds(counted(1), ran);
    }
    const auto after = counted::since(before);
    EXPECT_FALSE(ran);
    EXPECT_EQ(after.live(), 0);
    EXPECT_EQ(after.faults, 0);
}

struct guard {
    bool* ran;
    ~guard() { *ran = true; }
};
async_generator<int> guarded(bool& ran) {
    guard g{&ran};
    for (int i = 0;; ++i) co_yield i;
}
task<bool> drops_a_started_one() {
    bool ran = false;
    {
        auto g = guarded(ran);
        static_cast<void>(co_await anext(g));
    }
    co_return ran;
}
TYPED_TEST(AsyncGenerator, IT_C03_GuardsRunWhenAStartedOneIsDestroyed) {
    EXPECT_TRUE(this->run(drops_a_started_one()));
}

TYPED_TEST(AsyncGenerator, IT_C04_AnErrorBeforeTheFirstItemThenTheEnd) {
    EXPECT_THAT(this->run(outcomes(failing(0), 3)), ElementsAre("failed", "end", "end"));
}
TYPED_TEST(AsyncGenerator, IT_C05_AnErrorAfterAnItemThenTheEnd) {
    EXPECT_THAT(this->run(outcomes(failing(1), 4)), ElementsAre("1", "failed", "end", "end"));
}

async_generator<int> raises_the_signal() {
    co_yield 1;
    throw stop_async_iteration();
}
task<std::string> cause_of_the_error() {
    auto g = raises_the_signal();
    static_cast<void>(co_await anext(g));
    try {
        static_cast<void>(co_await next(g));
    } catch (const async_generator_error& error) {
        try {
            error.rethrow_nested();
        } catch (const stop_async_iteration&) {
            co_return "caused by the signal";
        }
    }
    co_return "silent";
}
TYPED_TEST(AsyncGenerator, IT_C06_AnEndSignalOfTheBodyBecomesAnError) {
    EXPECT_EQ(this->run(cause_of_the_error()), "caused by the signal");
}

async_generator<int&> lends(int& value, std::vector<int>& seen) {
    for (int i = 0; i < 2; ++i) {
        co_yield value;
        seen.push_back(value);
    }
}
task<std::vector<int>> writes_items() {
    int value = 0;
    std::vector<int> seen;
    WEND_ASYNC_FOR(int& item, lends(value, seen)) item += 5;
    co_return seen;
}
TYPED_TEST(AsyncGenerator, IT_C08_TheBodySeesWhatTheConsumerWrote) {
    EXPECT_THAT(this->run(writes_items()), ElementsAre(5, 10));
}

async_generator<std::unique_ptr<int>> gives_away(bool& moved_from) {
    auto owned = std::make_unique<int>(7);
    co_yield std::move(owned);
    moved_from = owned == nullptr;
}
task<bool> takes_ownership() {
    bool moved_from = false;
    int value = 0;
    WEND_ASYNC_FOR(auto&& item, gives_away(moved_from)) {
        std::unique_ptr<int> mine = std::move(item);
        value = *mine;
    }
    co_return moved_from&& value == 7;
}
TYPED_TEST(AsyncGenerator, IT_C09_AnItemCanBeMovedOut) {
    EXPECT_TRUE(this->run(takes_ownership()));
}

async_generator<const counted&> yields_temporaries() {
    co_yield counted(1);
    co_yield counted(2);
}
task<std::vector<int>> reads_temporaries() {
    std::vector<int> values;
    WEND_ASYNC_FOR(const counted& item, yields_temporaries()) values.push_back(item.value());
    co_return values;
}
TYPED_TEST(AsyncGenerator, IT_C10_ATemporaryLivesUntilTheNextRequest) {
    const auto before = counted::total();
    EXPECT_THAT(this->run(reads_temporaries()), ElementsAre(1, 2));
    const auto after = counted::since(before);
    EXPECT_EQ(after.constructed, 2);
    EXPECT_EQ(after.destroyed, 2);
    EXPECT_EQ(after.faults, 0);
}

struct note_at_exit {
    journal* log;
    ~note_at_exit() { log->push_back("finally"); }
};
async_generator<int> throws_in_the_middle(journal& log) {
    note_at_exit at_exit{&log};
    co_yield 1;
    log.push_back("between");
    throw source_failed();
}
task<journal> order_of_events() {
    journal log;
    auto g = throws_in_the_middle(log);
    for (int i = 0; i < 3; ++i) {
        std::string got = co_await outcome_of(g);
        log.push_back(std::move(got));
    }
    co_return log;
}
TYPED_TEST(AsyncGenerator, IT_C11_EventsComeAsInTheSynchronousTwin) {
    EXPECT_THAT(this->run(order_of_events()),
                ElementsAre("1", "between", "finally", "failed", "end"));
}

async_generator<int> waits_for(int& gate_open) {
    while (gate_open == 0) co_await yield();
    co_yield 42;
}
task<void> ask_into(async_generator<int>& g, std::string& answer) {
    answer = co_await outcome_of(g);
}
TEST(AsyncGenerator, IT_C12_ASecondRequestIsRefusedAndTheFirstCompletes) {
    manual_executor executor;
    int gate_open = 0;
    auto shared = waits_for(gate_open);
    std::string first, second;
    auto a = spawn(executor, ask_into(shared, first));
    executor.step();  // a is in the body, and waits
    auto b = spawn(executor, ask_into(shared, second));
    for (int i = 0; i < 4; ++i) executor.step();
    EXPECT_EQ(second, "already running");
    EXPECT_EQ(first, "");

    gate_open = 1;
    executor.run_until_idle();
    EXPECT_EQ(first, "42");
    a.take();
    b.take();
}

struct asks_itself {
    async_generator<int> body() {
        std::string answer = co_await outcome_of(*self);
        refused = answer == "already running";
        co_yield 1;
    }
    async_generator<int>* self = nullptr;
    bool refused = false;
};
task<bool> runs_self_asking() {
    asks_itself a;
    auto g = a.body();
    a.self = &g;
    const int item = co_await anext(g);
    co_return a.refused&& item == 1;
}
TYPED_TEST(AsyncGenerator, IT_C14_ABodyThatAsksItselfIsRefused) {
    EXPECT_TRUE(this->run(runs_self_asking()));
}

async_generator<std::string> names_its_task() {
    while (true) co_yield this_task::name();
}
task<std::string> ask_name(async_generator<std::string>& g) { co_return co_await anext(g); }
task<journal> passes_a_generator_on(executor_ref where) {
    auto g = names_its_task();
    auto first = spawn(where, ask_name(g), {.name = "A"});
    journal log;
    log.push_back(co_await first);
    auto second = spawn(where, ask_name(g), {.name = "B"});
    log.push_back(co_await second);
    co_return log;
}
TYPED_TEST(AsyncGenerator, IT_C15_TheBodyRunsAsWhoeverAsks) {
    EXPECT_THAT(this->run(passes_a_generator_on(this->executor())), ElementsAre("A", "B"));
}

// ---- closing

task<journal> closes_unstarted() {
    journal log;
    auto g = closing(log, "source", 3);
    co_await aclose(g);
    log.push_back(co_await outcome_of(g));
    co_return log;
}
TYPED_TEST(AsyncGenerator, IT_E01_CloseBeforeTheStartRunsNothing) {
    EXPECT_THAT(this->run(closes_unstarted()), ElementsAre("end"));
}

task<journal> closes_twice() {
    journal log;
    auto g = closing(log, "source", 3);
    static_cast<void>(co_await anext(g));
    co_await aclose(g);
    co_await aclose(g);
    log.push_back(co_await outcome_of(g));
    co_return log;
}
TYPED_TEST(AsyncGenerator, IT_E03_CloseTwiceClosesOnce) {
    EXPECT_THAT(this->run(closes_twice()), ElementsAre("source closed", "end"));
}

async_generator<int> two_resources(journal& log) {
    closing_resource first{log, "first"};
    closing_resource second{log, "second"};
    co_await on_close(std::move(first), &closing_resource::close);
    auto& used = co_await on_close(std::move(second), &closing_resource::close);
    note_at_exit local{used.log};
    co_yield 1;
}
task<journal> closes_two() {
    journal log;
    WEND_ASYNC_FOR(int item, two_resources(log)) {
        static_cast<void>(item);
        break;
    }
    co_return log;
}
TYPED_TEST(AsyncGenerator, IT_E07_LocalsGoFirstThenResourcesInReverseOrder) {
    EXPECT_THAT(this->run(closes_two()), ElementsAre("finally", "second closed", "first closed"));
}

async_generator<int> loops_inside(journal& log) {
    WEND_ASYNC_FOR(int item, closing(log, "inner", 5)) co_yield item;
}
task<journal> breaks_outside() {
    journal log;
    WEND_ASYNC_FOR(int item, loops_inside(log)) {
        if (item == 2) break;
    }
    log.push_back("after");
    co_return log;
}
TYPED_TEST(AsyncGenerator, IT_E12_ALoopInsideAClosedGeneratorClosesItsSource) {
    EXPECT_THAT(this->run(breaks_outside()), ElementsAre("inner closed", "after"));
}

task<journal> catches_in_the_same_coroutine() {
    journal log;
    try {
        WEND_ASYNC_FOR(int item, closing(log, "source", 5)) {
            if (item == 2) throw source_failed();
        }
    } catch (const source_failed&) {
        log.push_back("handler");
    }
    co_await yield();
    log.push_back("after an await");
    co_return log;
}
TYPED_TEST(AsyncGenerator, IT_E14_AfterACaughtErrorTheNextAwaitCloses) {
    EXPECT_THAT(this->run(catches_in_the_same_coroutine()),
                ElementsAre("handler", "source closed", "after an await"));
}

task<void> leaves_two_scopes(journal& log) {
    WEND_ASYNC_FOR(int outer, closing(log, "outer", 5)) {
        WEND_ASYNC_FOR(int inner, closing(log, "inner", 5)) {
            if (outer + inner == 3) throw source_failed();
        }
    }
}
task<journal> caller_of_two_scopes() {
    journal log;
    try {
        co_await leaves_two_scopes(log);
    } catch (const source_failed&) {
        log.push_back("caller");
    }
    co_return log;
}
TYPED_TEST(AsyncGenerator, IT_E15_ScopesCloseInnerFirstBeforeTheCallerGoesOn) {
    EXPECT_THAT(this->run(caller_of_two_scopes()),
                ElementsAre("inner closed", "outer closed", "caller"));
}

// ---- resources

task<long> sum_of(int last) {
    long sum = 0;
    WEND_ASYNC_FOR(int item, counting(last)) sum += item;
    co_return sum;
}
task<int> ready() { co_return 1; }
async_generator<int> awaits_before_each(int last) {
    for (int i = 1; i <= last; ++i) {
        const int step = co_await ready();
        co_yield i* step;
    }
}
task<long> sum_of_awaiting(int last) {
    long sum = 0;
    WEND_ASYNC_FOR(int item, awaits_before_each(last)) sum += item;
    co_return sum;
}
TEST(AsyncGenerator, IT_O01_R_04_AMillionSynchronousItemsOnASmallStack) {
    on_stack(small_stack_bytes, [] { EXPECT_EQ(sync_wait(sum_of(1'000'000)), 500'000'500'000); });
}
TEST(AsyncGenerator, IT_O08_R_04_AMillionItemsWithAnAwaitBeforeEachOnASmallStack) {
    on_stack(small_stack_bytes,
             [] { EXPECT_EQ(sync_wait(sum_of_awaiting(1'000'000)), 500'000'500'000); });
}

}  // namespace
}  // namespace wend::test
