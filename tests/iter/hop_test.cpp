#include "sources.hpp"
#include "tests/support/executors.hpp"

#include <gmock/gmock.h>

// Executors and hops: cases G. Driven by hand, so that every hop is seen.

namespace wend::test {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

struct where_and_who {
    std::string executor;
    std::string task;
    friend bool operator==(const where_and_who&, const where_and_who&) = default;
};
where_and_who here() {
    where_and_who now;
    now.executor = current_executor_name();
    now.task = current_task_name();
    return now;
}

async_generator<int> notes(std::vector<std::string>& parts, int last) {
    for (int i = 1; i <= last; ++i) {
        co_await yield();  // comes back to whoever asked
        parts.push_back(current_executor_name());
        co_yield i;
    }
}

task<std::string> ask_from(async_generator<int>& g) {
    static_cast<void>(co_await anext(g));
    co_return current_executor_name();
}
TEST(Hops, IT_G02_EachPartOfTheBodyRunsWhereItWasAskedFrom) {
    manual_executor x{"x"}, y{"y"};
    std::vector<std::string> parts;
    auto g = notes(parts, 2);
    auto first = spawn(x, ask_from(g));
    run_until_idle(x, y);
    auto second = spawn(y, ask_from(g));
    run_until_idle(x, y);
    EXPECT_THAT(parts, ElementsAre("x", "y"));
    EXPECT_EQ(first.take(), "x");
    EXPECT_EQ(second.take(), "y");
}

async_generator<std::string> wanders(executor_ref z) {
    co_await resume_on(z);
    co_yield current_executor_name();
}
task<journal> asks_a_wanderer(executor_ref z) {
    journal log;
    auto g = wanders(z);
    log.push_back(co_await anext(g));
    log.push_back(current_executor_name());
    co_return log;
}
TEST(Hops, IT_G03_AWanderingBodyHandsOverAtTheConsumersHomeWithOneHopBack) {
    manual_executor x{"x"}, z{"z"};
    auto handle = spawn(x, asks_a_wanderer(z));
    run_until_idle(x, z);
    EXPECT_THAT(handle.take(), ElementsAre("z", "x"));
    EXPECT_EQ(x.submitted(), 2U);  // the start, and the way back
    EXPECT_EQ(z.submitted(), 1U);
}

struct note_executor {
    std::vector<std::string>* log;
    explicit note_executor(std::vector<std::string>& l) : log{&l} {}
    int operator()(int item) const {
        log->push_back(current_executor_name());
        return item;
    }
};
struct seen_by_stages {
    std::vector<std::string> source, f, g, consumer;
};
task<void> two_flows(executor_ref a, executor_ref b, seen_by_stages& seen) {
    note_executor f{seen.f}, g{seen.g};
    auto pipeline = notes(seen.source, 3) | flow_on(a) | transform(f) | flow_on(b) | transform(g);
    WEND_ASYNC_FOR(int item, std::move(pipeline)) {
        static_cast<void>(item);
        seen.consumer.push_back(current_executor_name());
    }
}
TEST(Hops, IT_G04_EachFlowOnGovernsWhatIsUpstreamOfIt) {
    manual_executor a{"a"}, b{"b"}, m{"m"};
    seen_by_stages seen;
    auto handle = spawn(m, two_flows(a, b, seen));
    run_until_idle(m, a, b);
    handle.take();
    EXPECT_THAT(seen.source, ElementsAre("a", "a", "a"));
    EXPECT_THAT(seen.f, ElementsAre("b", "b", "b"));
    EXPECT_THAT(seen.g, ElementsAre("m", "m", "m"));
    EXPECT_THAT(seen.consumer, ElementsAre("m", "m", "m"));
}

task<void> flows_in_a_row(executor_ref a, executor_ref b, std::vector<std::string>& parts) {
    WEND_ASYNC_FOR(int item, notes(parts, 2) | flow_on(a) | flow_on(b)) static_cast<void>(item);
}
TEST(Hops, IT_G05_TheFlowOnNearestToTheSourceWins) {
    manual_executor a{"a"}, b{"b"}, m{"m"};
    std::vector<std::string> parts;
    auto handle = spawn(m, flows_in_a_row(a, b, parts));
    run_until_idle(m, a, b);
    handle.take();
    EXPECT_THAT(parts, Each("a"));
}

task<journal> catches_from(executor_ref foreign) {
    journal log;
    try {
        WEND_ASYNC_FOR(int item, failing(1) | flow_on(foreign)) log.push_back(std::to_string(item));
    } catch (const source_failed&) {
        log.push_back(current_executor_name());
    }
    try {
        WEND_ASYNC_FOR(int item, on(foreign, failing(1))) log.push_back(std::to_string(item));
    } catch (const source_failed&) {
        log.push_back(current_executor_name());
    }
    co_return log;
}
TEST(Hops, IT_G06_AForeignErrorIsCaughtAtHome) {
    manual_executor x{"x"}, foreign{"foreign"};
    auto handle = spawn(x, catches_from(foreign));
    run_until_idle(x, foreign);
    EXPECT_THAT(handle.take(), ElementsAre("1", "x", "1", "x"));
}

bool is_even(int item) { return item % 2 == 0; }
task<long> million(executor_ref home) {
    long sum = 0;
    WEND_ASYNC_FOR(int item, counting(1'000'000) | filter(is_even) | flow_on(home)) sum += item;
    co_return sum;
}
TEST(Hops, IT_G08_AMillionItemsOnOneExecutorEnqueueNothing) {
    manual_executor x{"x"};
    auto handle = spawn(x, million(x));
    x.run_until_idle();
    EXPECT_EQ(handle.take(), 250'000'500'000);
    EXPECT_EQ(x.submitted(), 1U);  // the start
}

async_generator<where_and_who> notes_who() {
    while (true) {
        where_and_who now = here();
        co_yield moved(now);
    }
}
task<where_and_who> ask_who(async_generator<where_and_who>& g) { co_return co_await anext(g); }
TEST(Hops, IT_G13_TheBodyCarriesTheNameOfWhoeverAsks) {
    manual_executor x{"x"}, y{"y"};
    auto g = notes_who();
    auto a = spawn(x, ask_who(g), {.name = "A"});
    run_until_idle(x, y);
    auto b = spawn(y, ask_who(g), {.name = "B"});
    run_until_idle(x, y);
    EXPECT_EQ(a.take(), (where_and_who{"x", "A"}));
    EXPECT_EQ(b.take(), (where_and_who{"y", "B"}));
}

task<where_and_who> ask_through_flow(executor_ref b) {
    auto stage = notes_who() | take(1) | flow_on(b);
    auto first = co_await anext(stage);
    co_await aclose(stage);
    co_return first;
}
TEST(Hops, IT_G14_TheProducerOfAFlowIsAChildTaskNamedAfterItsParent) {
    manual_executor b{"b"}, m{"m"};
    auto handle = spawn(m, ask_through_flow(b), {.name = "C"});
    run_until_idle(m, b);
    EXPECT_EQ(handle.take(), (where_and_who{"b", "C/flow_on"}));
}

/// In one function, before and after: a stale answer would repeat itself.
task<journal> reads_thread_names(executor_ref there, executor_ref back) {
    journal log;
    log.push_back(current_thread_name());
    co_await resume_on(there);
    log.push_back(current_thread_name());
    co_await resume_on(back);
    log.push_back(current_thread_name());
    co_return log;
}
TEST(Hops, IT_G15_TheThreadsNameIsReadAnewAfterAHop) {
    pool a{{.workers = 1, .name = "left"}};
    pool b{{.workers = 1, .name = "right"}};
    for (int i = 0; i < 100; ++i) {
        auto handle = spawn(a, reads_thread_names(b, a));
        EXPECT_THAT(sync_wait(handle), ElementsAre("left-0", "right-0", "left-0"));
    }
}

}  // namespace
}  // namespace wend::test
