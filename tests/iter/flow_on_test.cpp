#include "sources.hpp"
#include "tests/support/counted.hpp"
#include "tests/support/executors.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <memory>

// The buffer, the producer task and its end. Driven by hand; the last ones on threads.

namespace wend::test {
namespace {

using ::testing::ElementsAre;

/// 1 to `last`, and how far it has come.
async_generator<int> watched(int& produced, int last) {
    for (int i = 1; i <= last; ++i) {
        produced = i;
        co_yield i;
    }
}

task<void> takes_one_at_a_time(int& produced, executor_ref there, buffer capacity,
                               std::vector<int>& ahead) {
    auto stage = watched(produced, 20) | flow_on(there, capacity);
    while (true) {
        auto item = co_await next(stage);
        if (!item) break;
        const int taken = *item;
        for (int i = 0; i < 10; ++i) co_await yield();  // the producer gets all the time it wants
        ahead.push_back(produced - taken);
    }
    co_await aclose(stage);
}
/// Turn by turn, so that each gets on while the other is busy.
void run_side_by_side(manual_executor& a, manual_executor& b) {
    bool ran = true;
    while (ran) {
        ran = a.step();
        ran = b.step() || ran;
    }
}
TEST(FlowOn, IT_H02_TheProducerRunsAheadByTheBufferAndNoFurther) {
    manual_executor here{"here"}, there{"there"};
    int produced = 0;
    std::vector<int> ahead;
    auto handle = spawn(here, takes_one_at_a_time(produced, there, buffer(4), ahead));
    run_side_by_side(here, there);
    handle.take();
    ASSERT_EQ(ahead.size(), 20U);
    EXPECT_EQ(*std::max_element(ahead.begin(), ahead.end()), 4);
    EXPECT_EQ(ahead.back(), 0);
}

TEST(FlowOn, IT_H50_WithoutABufferTheProducerWaitsUntilItsItemWasTaken) {
    manual_executor here{"here"}, there{"there"};
    int produced = 0;
    std::vector<int> ahead;
    auto handle = spawn(here, takes_one_at_a_time(produced, there, buffer(0), ahead));
    run_side_by_side(here, there);
    handle.take();
    ASSERT_EQ(ahead.size(), 20U);
    EXPECT_LE(*std::max_element(ahead.begin(), ahead.end()), 1);  // the one it holds out
}

task<long> sum_through(async_generator<int> source, executor_ref there) {
    long sum = 0;
    WEND_ASYNC_FOR(int item, std::move(source) | flow_on(there)) sum += item;
    co_return sum;
}
TEST(FlowOn, IT_H51_WakeUpsAreSpreadOverBatches) {
    manual_executor here{"here"}, there{"there"};
    auto handle = spawn(here, sum_through(counting(1600), there));
    run_until_idle(here, there);
    EXPECT_EQ(handle.take(), 1600L * 1601 / 2);
    EXPECT_LE(here.submitted(), 250U);
    EXPECT_LE(there.submitted(), 250U);
}

task<long> sum_with_a_buffer(executor_ref home) {
    long sum = 0;
    WEND_ASYNC_FOR(int item, counting(100) | flow_on(home, buffer(2))) sum += item;
    co_return sum;
}
TEST(FlowOn, IT_G50_AnExplicitBufferStartsATaskAlsoAtHome) {
    manual_executor here{"here"};
    auto handle = spawn(here, sum_with_a_buffer(here));
    here.run_until_idle();
    EXPECT_EQ(handle.take(), 5050);
    EXPECT_GT(here.submitted(), 2U);
}

async_generator<std::string> where_it_runs() {
    while (true) co_yield current_executor_name();
}
task<journal> moves_away(executor_ref home, executor_ref elsewhere) {
    journal log;
    auto stage = where_it_runs() | flow_on(home);
    std::string first = co_await anext(stage);
    log.push_back(std::move(first));
    log.push_back(current_task_name());
    co_await resume_on(elsewhere);
    std::string second = co_await anext(stage);
    log.push_back(std::move(second));
    log.push_back(current_executor_name());
    co_await aclose(stage);
    co_return log;
}
TEST(FlowOn, IT_G51_AConsumerThatMovesAwayStillGetsItsSourceRunWhereItSaid) {
    manual_executor home{"home"}, elsewhere{"elsewhere"};
    auto handle = spawn(home, moves_away(home, elsewhere), {.name = "C"});
    run_until_idle(home, elsewhere);
    EXPECT_THAT(handle.take(), ElementsAre("home", "C", "home", "elsewhere"));
}

struct notes_where_it_closes {
    journal* log;
    explicit notes_where_it_closes(journal& l) : log{&l} {}
    task<void> close() {
        co_await yield();
        log->push_back("closed on " + current_executor_name() + " by " + current_task_name());
    }
};
async_generator<int> notes_its_close(journal& log) {
    notes_where_it_closes resource{log};
    co_await on_close(std::move(resource), &notes_where_it_closes::close);
    for (int i = 1;; ++i) co_yield i;
}
task<void> breaks_early(journal& log, executor_ref there) {
    WEND_ASYNC_FOR(int item, notes_its_close(log) | flow_on(there)) {
        if (item == 3) break;
    }
    log.push_back("after the loop");
}
TEST(FlowOn, IT_G10_TheSourceIsClosedWhereItRanBeforeTheLoopIsLeft) {
    manual_executor here{"here"}, there{"there"};
    journal log;
    auto handle = spawn(here, breaks_early(log, there), {.name = "C"});
    run_until_idle(here, there);
    handle.take();
    EXPECT_THAT(log, ElementsAre("closed on there by C/flow_on", "after the loop"));
}
task<void> throws_early(journal& log, executor_ref there) {
    WEND_ASYNC_FOR(int item, notes_its_close(log) | flow_on(there)) {
        if (item == 3) throw source_failed();
    }
}
TEST(FlowOn, IT_G10_AnErrorDownstreamClosesTheSourceFirst) {
    manual_executor here{"here"}, there{"there"};
    journal log;
    auto handle = spawn(here, throws_early(log, there), {.name = "C"});
    run_until_idle(here, there);
    EXPECT_THROW(handle.take(), source_failed);
    EXPECT_THAT(log, ElementsAre("closed on there by C/flow_on"));
}

struct close_failed : std::runtime_error {
    close_failed() : std::runtime_error("the close failed") {}
};
struct fails_to_close {
    explicit fails_to_close(int) {}
    task<void> close() {
        co_await yield();
        throw close_failed();
    }
};
async_generator<int> badly_closed(int last) {
    fails_to_close resource{0};
    co_await on_close(std::move(resource), &fails_to_close::close);
    for (int i = 1; i <= last; ++i) co_yield i;
}
task<std::string> breaks_over(executor_ref there, int at) {
    try {
        WEND_ASYNC_FOR(int item, badly_closed(50) | flow_on(there)) {
            if (item == at) break;
        }
    } catch (const close_failed&) {
        co_return "came out of the loop";
    }
    co_return "lost";
}
TEST(FlowOn, IT_E04_AFailedCloseUpstreamComesOutOfTheLoop) {
    manual_executor here{"here"}, there{"there"};
    auto broken = spawn(here, breaks_over(there, 2));
    auto ended = spawn(here, breaks_over(there, 100));
    run_until_idle(here, there);
    EXPECT_EQ(broken.take(), "came out of the loop");
    EXPECT_EQ(ended.take(), "came out of the loop");
}

async_generator<int> holds(counted held, int last) {
    for (int i = 1; i <= last; ++i) co_yield i + 0 * held.value();
}
task<int> drops_a_running_stage(executor_ref there) {
    auto stage = holds(counted(1), 1000) | flow_on(there);
    co_return co_await anext(stage);
}
TEST(FlowOn, IT_E54_DroppedWithoutACloseTheProducerEndsByItself) {
    const auto before = counted::total();
    {
        manual_executor here{"here"}, there{"there"};
        auto handle = spawn(here, drops_a_running_stage(there));
        run_until_idle(here, there);
        EXPECT_EQ(handle.take(), 1);
    }
    const auto after = counted::since(before);
    EXPECT_EQ(after.live(), 0);
    EXPECT_EQ(after.faults, 0);
}
TEST(FlowOn, IT_E55_DroppedUnstartedNothingHasRun) {
    const auto before = counted::total();
    manual_executor there{"there"};
    {
        [[maybe_unused]] auto stage = holds(counted(1), 1000) | flow_on(there);
    }
    EXPECT_EQ(there.submitted(), 0U);
    EXPECT_EQ(counted::since(before).live(), 0);
}

template <class Stage>
task<std::string> ask(Stage& stage) {
    try {
        const int item = co_await anext(stage);
        co_return std::to_string(item);
    } catch (const generator_already_running&) {
        co_return "already running";
    } catch (const task_cancelled&) {
        co_return "its producer was cancelled";
    }
}
TEST(FlowOn, IT_C12_ASecondRequestIsRefusedAndTheFirstCompletes) {
    manual_executor here{"here"}, there{"there"};
    auto stage = counting(3) | flow_on(there);
    auto first = spawn(here, ask(stage));
    here.run_until_idle();  // waits for the producer
    auto second = spawn(here, ask(stage));
    here.run_until_idle();
    EXPECT_TRUE(second.ready());
    run_until_idle(here, there);
    EXPECT_EQ(first.take(), "1");
    EXPECT_EQ(second.take(), "already running");
}

async_generator<int> never_yields() {
    while (true) co_await yield();
    co_yield 1;
}
task<void> waits_for_nothing(executor_ref there) {
    WEND_ASYNC_FOR(int item, never_yields() | flow_on(there)) static_cast<void>(item);
}
TEST(FlowOn, IT_F01_ACancelledConsumerStopsAndJoinsTheProducer) {
    manual_executor here{"here"}, there{"there"};
    auto handle = spawn(here, waits_for_nothing(there));
    here.run_until_idle();
    for (int i = 0; i < 5; ++i) there.step();
    handle.cancel();
    run_until_idle(here, there);
    EXPECT_THROW(handle.take(), task_cancelled);
    EXPECT_EQ(there.queued(), 0U);
}

TEST(FlowOn, IT_F51_AProducerWhoseExecutorGoesDownIsAnErrorNotACancelOfTheConsumer) {
    manual_executor here{"here"};
    auto there = std::make_unique<manual_executor>("there");
    auto stage = never_yields() | flow_on(*there);
    auto handle = spawn(here, ask(stage));
    here.run_until_idle();
    there->step();
    there.reset();
    here.run_until_idle();
    EXPECT_EQ(handle.take(), "its producer was cancelled");
}

task<journal> asks_past_an_error(executor_ref there) {
    journal log;
    auto stage = failing(2) | flow_on(there);
    for (int i = 0; i < 5; ++i) {
        try {
            auto item = co_await next(stage);
            log.push_back(item ? std::to_string(*item) : "end");
        } catch (const source_failed&) {
            log.push_back("failed");
        }
    }
    co_return log;
}
TEST(FlowOn, IT_C05_AnErrorComesBehindItsItemsThenTheEnd) {
    manual_executor here{"here"}, there{"there"};
    auto handle = spawn(here, asks_past_an_error(there));
    run_until_idle(here, there);
    EXPECT_THAT(handle.take(), ElementsAre("1", "2", "failed", "end", "end"));
}

async_generator<std::unique_ptr<int>> owners(int last) {
    for (int i = 1; i <= last; ++i) {
        auto owned = std::make_unique<int>(i);
        co_yield std::move(owned);
    }
}
task<int> takes_ownership(executor_ref there) {
    int sum = 0;
    WEND_ASYNC_FOR(auto&& item, owners(40) | flow_on(there)) {
        std::unique_ptr<int> mine = std::move(item);
        sum += *mine;
    }
    co_return sum;
}
TEST(FlowOn, IT_C09_MoveOnlyItemsCross) {
    manual_executor here{"here"}, there{"there"};
    auto handle = spawn(here, takes_ownership(there));
    run_until_idle(here, there);
    EXPECT_EQ(handle.take(), 820);
}

async_generator<counted> objects(int last) {
    for (int i = 1; i <= last; ++i) co_yield counted(i);
}
task<void> leaves_some_in_the_buffer(executor_ref there) {
    int seen = 0;
    WEND_ASYNC_FOR(auto&& item, objects(100) | flow_on(there)) {
        static_cast<void>(item);
        if (++seen == 11) break;
    }
}
TEST(FlowOn, IT_C50_ItemsLeftInTheBufferAreDestroyedOnce) {
    const auto before = counted::total();
    {
        manual_executor here{"here"}, there{"there"};
        auto handle = spawn(here, leaves_some_in_the_buffer(there));
        run_until_idle(here, there);
        handle.take();
    }
    const auto after = counted::since(before);
    EXPECT_EQ(after.live(), 0);
    EXPECT_EQ(after.faults, 0);
    EXPECT_EQ(after.copied, 0);
}

TEST(FlowOn, IT_G52_ItemsCrossBetweenThreadsInOrderAndComplete) {
    pool here{{.workers = 1, .name = "here"}};
    pool there{{.workers = 1, .name = "there"}};
    for (int round = 0; round < 20; ++round) {
        auto handle = spawn(here, sum_through(counting(5000), there));
        EXPECT_EQ(sync_wait(handle), 5000L * 5001 / 2);
    }
}

task<int> breaks_at(executor_ref there, int last) {
    int seen = 0;
    WEND_ASYNC_FOR(int item, counting(1'000'000) | flow_on(there)) {
        seen = item;
        if (item == last) break;
    }
    co_return seen;
}
TEST(FlowOn, IT_G53_LeftAnywhereOnThreadsItIsJoined) {
    pool here{{.workers = 1, .name = "here"}};
    pool there{{.workers = 1, .name = "there"}};
    for (int last = 1; last < 200; ++last) {
        auto handle = spawn(here, breaks_at(there, last));
        EXPECT_EQ(sync_wait(handle), last);
    }
}

}  // namespace
}  // namespace wend::test
