#include "tests/log/capture.hpp"

#include <wend/exec/manual_executor.hpp>
#include <wend/iter/aclose.hpp>
#include <wend/iter/async_generator.hpp>
#include <wend/iter/flow_on.hpp>
#include <wend/iter/for.hpp>
#include <wend/iter/next.hpp>
#include <wend/rt/run.hpp>
#include <wend/sched/pool.hpp>
#include <wend/task/spawn.hpp>

#include <gmock/gmock.h>
#include <string>

namespace wend::test {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

async_generator<int> logged_numbers() {
    for (int i = 0; i < 3; ++i) {
        log::info("produces {}", i);
        co_yield i;
    }
}

task<int> take_one(async_generator<int>& source) {
    auto item = co_await next(source);
    co_return *item;
}

task<> close(async_generator<int>& source) { co_await aclose(source); }

TEST(Log, LOG_L22_AGeneratorsBodyBelongsToWhoeverConsumesIt) {
    const captured_log log{"%K %v"};
    manual_executor executor;
    auto source = logged_numbers();
    auto a = spawn(executor, take_one(source), {.name = "A"});
    executor.run_until_idle();
    auto b = spawn(executor, take_one(source), {.name = "B"});
    executor.run_until_idle();
    EXPECT_EQ(a.take(), 0);
    EXPECT_EQ(b.take(), 1);
    EXPECT_THAT(log.lines(), ElementsAre("A produces 0", "B produces 1"));
    auto c = spawn(executor, close(source));
    executor.run_until_idle();
    c.take();
}

async_generator<int> thousand() {
    for (int i = 0; i < 1000; ++i) co_yield i;
}

task<> consume_from(executor_ref producer) {
    auto items = thousand() | flow_on(producer);
    WEND_ASYNC_FOR(int i, items) { log::info(i); }
}

TEST(Log, LOG_L06_ALoopOverItemsOfAPoolKeepsItsThreadAndTask) {
    const captured_log log{"%N %K %v"};
    pool producers{{.workers = 2, .name = "producers"}};
    run(consume_from(producers), {.name = "root"});
    const auto lines = log.lines();
    ASSERT_THAT(lines, SizeIs(1000));
    for (std::size_t i = 0; i < lines.size(); ++i) {
        ASSERT_EQ(lines[i], "MainThread root " + std::to_string(i));
    }
}

}  // namespace
}  // namespace wend::test
