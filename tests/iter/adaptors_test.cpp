#include "sources.hpp"
#include "tests/support/counted.hpp"
#include "tests/support/executors.hpp"
#include "tests/support/small_stack.hpp"

#include <gmock/gmock.h>

#include <coroutine>
#include <set>
#include <thread>

// transform, filter, take, to, as_async, on, on_close, hand-written hooks: cases K and O.

namespace wend::test {
namespace {

using ::testing::ElementsAre;

template <class F>
class Adaptors : public ExecutorSuite<F> {};
TYPED_TEST_SUITE(Adaptors, every_executor, executor_names);

int doubled(int item) { return 2 * item; }
task<int> doubled_later(int item) {
    co_await yield();
    co_return 2 * item;
}
bool is_odd(int item) { return item % 2 != 0; }
task<bool> is_odd_later(int item) {
    co_await yield();
    co_return item % 2 != 0;
}

// ---- take

/// Counts what it was asked for.
class asked_source {
public:
    asked_source(int& asked, journal& log) : asked_{&asked}, log_{&log} {}
    asked_source& aiter() { return *this; }
    task<next_result<int>> anext() { co_return ++*asked_; }
    task<void> aclose() {
        co_await yield();
        log_->push_back("closed");
    }

private:
    int* asked_;
    journal* log_;
};
task<int> takes_two(journal& log) {
    int asked = 0;
    WEND_ASYNC_FOR(int item, asked_source(asked, log) | take(2))
    log.push_back(std::to_string(item));
    log.push_back("after the loop");
    co_return asked;
}
TYPED_TEST(Adaptors, IT_K01_TakeAsksForNoMoreAndClosesItsSource) {
    journal log;
    EXPECT_EQ(this->run(takes_two(log)), 2);
    EXPECT_THAT(log, ElementsAre("1", "2", "closed", "after the loop"));
}
task<int> takes_none(journal& log) {
    int asked = 0;
    WEND_ASYNC_FOR(int item, asked_source(asked, log) | take(0)) static_cast<void>(item);
    co_return asked;
}
TYPED_TEST(Adaptors, IT_K50_TakeOfNothingAsksForNothing) {
    journal log;
    EXPECT_EQ(this->run(takes_none(log)), 0);
}

async_generator<int> endless(int& rounds) {
    while (true) {
        co_yield 1;
        ++rounds;
    }
}
task<int> takes_two_of_an_endless_one() {
    int rounds = 0;
    WEND_ASYNC_FOR(int item, endless(rounds) | take(2)) static_cast<void>(item);
    co_return rounds;
}
TYPED_TEST(Adaptors, IT_K02_TheBodyBehindTheLastYieldNeverRuns) {
    EXPECT_EQ(this->run(takes_two_of_an_endless_one()), 1);
}

task<journal> takes_from_a_borrowed_one() {
    journal log;
    auto source = closing(log, "source", 10);
    WEND_ASYNC_FOR(int item, source | take(2)) log.push_back(std::to_string(item));
    const int third = co_await anext(source);
    log.push_back(std::to_string(third));
    co_await aclose(source);
    co_return log;
}
TYPED_TEST(Adaptors, IT_K51_ABorrowedSourceGoesOnWhereThePipelineStopped) {
    EXPECT_THAT(this->run(takes_from_a_borrowed_one()),
                ElementsAre("1", "2", "3", "source closed"));
}

// ---- to

task<std::string> collects_from_a_failing_one() {
    std::vector<int> all{99};
    try {
        all = co_await (failing(2) | to<std::vector>());
    } catch (const source_failed&) {
        co_return "failed, " + std::to_string(all.front());
    }
    co_return "collected";
}
TYPED_TEST(Adaptors, IT_K09_AFailureGivesNoPartialContainer) {
    EXPECT_EQ(this->run(collects_from_a_failing_one()), "failed, 99");
}

task<std::vector<int>> comprehension() {
    co_return co_await (counting(6) | filter(is_odd) | transform(doubled) | to<std::vector>());
}
TYPED_TEST(Adaptors, IT_K52_AComprehensionFiltersTransformsAndCollects) {
    EXPECT_THAT(this->run(comprehension()), ElementsAre(2, 6, 10));
}
task<std::set<long>> into_a_set() {
    std::vector<int> items{3, 1, 3};
    co_return co_await (as_async(items) | to<std::set<long>>());
}
TYPED_TEST(Adaptors, IT_K53_ToFillsAContainerThatInserts) {
    EXPECT_THAT(this->run(into_a_set()), ElementsAre(1, 3));
}

task<std::vector<int>> with_awaitable_callables() {
    co_return co_await (counting(6) | filter(is_odd_later) | transform(doubled_later) |
                        to<std::vector>());
}
TYPED_TEST(Adaptors, IT_K54_CallablesMayGiveAwaitables) {
    EXPECT_THAT(this->run(with_awaitable_callables()), ElementsAre(2, 6, 10));
}

// ---- plain ranges

task<std::vector<int>> writes_to_a_borrowed_range() {
    std::vector<int> items{1, 2, 3};
    WEND_ASYNC_FOR(int& item, as_async(items)) item *= 10;
    co_return items;
}
TYPED_TEST(Adaptors, IT_K55_ARangeWithANameIsBorrowed) {
    EXPECT_THAT(this->run(writes_to_a_borrowed_range()), ElementsAre(10, 20, 30));
}
std::vector<int> some_items() { return {4, 5}; }
task<std::vector<int>> owns_a_temporary_range() {
    std::vector<int> seen;
    WEND_ASYNC_FOR(int item, from_range(some_items()) | transform(doubled)) seen.push_back(item);
    co_return seen;
}
TYPED_TEST(Adaptors, IT_K56_ATemporaryRangeIsMovedIn) {
    EXPECT_THAT(this->run(owns_a_temporary_range()), ElementsAre(8, 10));
}

// ---- what callables and items live through

struct holds_counted {
    counted held;
    explicit holds_counted(int value) : held{value} {}
    counted operator()(int item) const { return counted(item + held.value()); }
};
task<int> transforms_to_objects() {
    holds_counted fn(100);
    int sum = 0;
    WEND_ASYNC_FOR(auto&& item, counting(3) | transform(moved(fn))) {
        counted mine = std::move(item);
        sum += mine.value();
    }
    co_return sum;
}
TYPED_TEST(Adaptors, IT_O07_CallablesAndItemsAreDestroyedAsOftenAsMade) {
    const auto before = counted::total();
    EXPECT_EQ(this->run(transforms_to_objects()), 306);
    const auto after = counted::since(before);
    EXPECT_EQ(after.live(), 0);
    EXPECT_EQ(after.faults, 0);
    EXPECT_EQ(after.copied, 0);
}

/// The spellings that g++ 12 gets right, with closures that count.
task<int> safe_spellings() {
    counted held(100);
    auto add = [held](int item) { return item + held.value(); };
    std::vector<int> named = co_await (counting(2) | transform(moved(add)) | to<std::vector>());

    auto pipeline = counting(2) | transform([held](int item) { return item + held.value(); });
    std::vector<int> piped = co_await (moved(pipeline) | to<std::vector>());

    auto all =
        counting(2) | filter([held](int item) { return item < held.value(); }) | to<std::vector>();
    std::vector<int> later = co_await all;

    int sum = named.back() + piped.back() + later.back();
    WEND_ASYNC_FOR(int item, counting(2) | transform([held](int i) { return i * held.value(); })) {
        sum += item;
    }
    co_return sum;
}
TYPED_TEST(Adaptors, IT_O07_SafeSpellingsDestroyTheirClosuresOnce) {
    const auto before = counted::total();
    EXPECT_EQ(this->run(safe_spellings()), 102 + 102 + 2 + 300);
    const auto after = counted::since(before);
    EXPECT_EQ(after.live(), 0);
    EXPECT_EQ(after.faults, 0);
}

// ---- hooks written by hand

/// Ends by throwing the signal, in the call itself or when awaited.
class ends_by_throwing {
public:
    enum class when { called, awaited };
    ends_by_throwing(int last, when w) : last_{last}, when_{w} {}
    ends_by_throwing& aiter() { return *this; }
    task<next_result<int>> anext() {
        if (at_ == last_ && when_ == when::called) throw stop_async_iteration();
        return step();
    }

private:
    task<next_result<int>> step() {
        if (at_ == last_) throw stop_async_iteration();
        co_return ++at_;
    }
    int last_;
    when when_;
    int at_ = 0;
};
task<std::vector<int>> until_it_throws(ends_by_throwing::when when) {
    std::vector<int> seen;
    ends_by_throwing source(2, when);
    WEND_ASYNC_FOR_ELSE(int item, source) { seen.push_back(item); }
    else {
        seen.push_back(0);
    }
    seen.push_back(co_await anext(source, -1));
    co_return seen;
}
TYPED_TEST(Adaptors, IT_B50_ASignalThatLeavesAHandWrittenHookIsTheEnd) {
    EXPECT_THAT(this->run(until_it_throws(ends_by_throwing::when::called)),
                ElementsAre(1, 2, 0, -1));
    EXPECT_THAT(this->run(until_it_throws(ends_by_throwing::when::awaited)),
                ElementsAre(1, 2, 0, -1));
}

/// An awaiter that knows nothing of wend: resumed by a thread of its own.
struct on_another_thread {
    explicit on_another_thread(int v) : value{v} {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> h) {
        std::thread([h] { h.resume(); }).detach();
    }
    next_result<int> await_resume() const {
        if (value > 3) return std::nullopt;
        return value;
    }
    int value;
};
struct foreign_source {
    int at = 0;
    foreign_source& aiter() { return *this; }
    on_another_thread anext() { return on_another_thread(++at); }
};
task<bool> loops_over_foreign_awaiters(executor_ref there) {
    bool at_home = true;
    int sum = 0;
    const std::string home = current_executor_name();
    WEND_ASYNC_FOR(int item, foreign_source()) {
        sum += item;
        at_home = at_home && current_executor_name() == home;
    }
    WEND_ASYNC_FOR(int item, foreign_source() | flow_on(there)) sum += item;
    co_return at_home&& sum == 12;
}
TEST(Hooks, IT_G54_AForeignAwaiterBringsTheConsumerHome) {
    pool here{{.workers = 1, .name = "here"}};
    auto handle = spawn(here, loops_over_foreign_awaiters(here));
    EXPECT_TRUE(sync_wait(handle));
}

// ---- on, driven by hand

task<std::vector<int>> asks_lock_step(executor_ref there, journal& where) {
    std::vector<int> seen;
    auto stage = on(there, closing(where, "source", 3));
    while (auto item = co_await next(stage)) seen.push_back(*item);
    co_await aclose(stage);
    co_return seen;
}
TEST(On, IT_G55_EachRequestRunsThereWithTwoHops) {
    manual_executor here{"here"}, there{"there"};
    journal log;
    auto handle = spawn(here, asks_lock_step(there, log));
    run_until_idle(here, there);
    EXPECT_THAT(handle.take(), ElementsAre(1, 2, 3));
    EXPECT_THAT(log, ElementsAre("source closed"));
    EXPECT_EQ(here.submitted(), 1U + 5U);   // the start; three items, the end, the close
    EXPECT_EQ(there.submitted(), 5U + 1U);  // the same, and the close's own yield
}
TEST(On, IT_G56_AtHomeItHopsNowhere) {
    manual_executor here{"here"};
    journal log;
    auto handle = spawn(here, asks_lock_step(here, log));
    here.run_until_idle();
    EXPECT_THAT(handle.take(), ElementsAre(1, 2, 3));
    EXPECT_EQ(here.submitted(), 1U + 1U);  // the start, and the close's own yield
}

// ---- on_close in a task

struct plain_resource {  // an aggregate: g++ 12 wants it named
    journal* log;
    std::string name;
};
task<void> closes_plain(plain_resource& resource) {
    co_await yield();
    resource.log->push_back(resource.name + " closed");
}
task<std::string> owns_a_resource(journal& log) {
    plain_resource resource{&log, "resource"};
    auto& held = co_await on_close(moved(resource), &closes_plain);
    log.push_back("uses " + held.name);
    if (!log.empty()) co_return "returned";
    co_return "fell out";
}
task<journal> calls_an_owner() {
    journal log;
    std::string how = co_await owns_a_resource(log);
    log.push_back(std::move(how));
    co_return log;
}
TYPED_TEST(Adaptors, IT_E56_ATasksResourceIsClosedBeforeItsCallerGoesOn) {
    EXPECT_THAT(this->run(calls_an_owner()),
                ElementsAre("uses resource", "resource closed", "returned"));
}

// ---- bounded stack

bool is_even(int item) { return item % 2 == 0; }
bool none(int) { return false; }
task<bool> finds_nothing() {
    auto source = counting(1'000'000) | filter(none);
    auto item = co_await next(source);
    co_return !item;
}
TEST(Adaptors, IT_K10_R_04_AMillionDroppedItemsInOneAdvanceOnASmallStack) {
    on_stack(small_stack_bytes, [] { EXPECT_TRUE(sync_wait(finds_nothing())); });
}
task<long> sum_of_numbers(int last) {
    long sum = 0;
    numbers source(last);
    WEND_ASYNC_FOR(int item, source) sum += item;
    co_return sum;
}
TEST(Adaptors, IT_O01_R_04_AMillionTaskFormItemsOnASmallStack) {
    on_stack(small_stack_bytes,
             [] { EXPECT_EQ(sync_wait(sum_of_numbers(1'000'000)), 500'000'500'000); });
}
task<long> sum_of_stages(executor_ref home) {
    long sum = 0;
    auto stages = counting(1'000'000) | transform(doubled) | filter(is_even) | take(1'000'000) |
                  flow_on(home);
    WEND_ASYNC_FOR(int item, std::move(stages)) sum += item;
    co_return sum;
}
TEST(Adaptors, IT_O01_R_04_AMillionItemsThroughFiveStagesOnASmallStack) {
    on_stack(small_stack_bytes, [] {
        manual_executor executor;
        auto handle = spawn(executor, sum_of_stages(executor));
        executor.run_until_idle();
        EXPECT_EQ(handle.take(), 1'000'001'000'000);
    });
}

}  // namespace
}  // namespace wend::test
