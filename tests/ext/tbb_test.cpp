#include "tests/support/executors.hpp"

#include <gmock/gmock.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#include <wend/ext/tbb.hpp>
#include <wend/task/resume_on.hpp>
#include <wend/task/when_all.hpp>
#include <wend/task/yield.hpp>

#include <atomic>
#include <stdexcept>

namespace wend::test {
namespace {

class Tbb : public ::testing::Test {
protected:
    Tbb() { allow_leftovers("oneTBB keeps its threads for later arenas"); }
};

task<int> thread_index() {
    co_await yield();
    co_return tbb::this_task_arena::current_thread_index();
}
TEST_F(Tbb, ATaskRunsOnOneOfItsThreadsByItsOwnIndex) {
    tbb_executor arena{1};
    for (int i = 0; i < 100; ++i) EXPECT_GE(sync_wait(spawn(arena, thread_index())), 0);
}

task<bool> hops(executor_ref pool, executor_ref arena) {
    for (int i = 0; i < 1000; ++i) {
        co_await resume_on(arena);
        if (tbb::this_task_arena::current_thread_index() < 0 || current_worker_index() >= 0)
            co_return false;
        co_await resume_on(pool);
        if (current_worker_index() < 0) co_return false;
    }
    co_return true;
}
TEST_F(Tbb, TasksHopBetweenArenaAndPool) {
    tbb_executor arena{1};
    pool workers{{.workers = 1}};
    EXPECT_TRUE(sync_wait(spawn(workers, hops(workers, arena))));
}

task<int> nested_parallel_for(int n) {
    std::atomic<int> sum{0};
    tbb::parallel_for(0, n, [&](int i) { sum += i; });
    co_await yield();
    co_return sum.load();
}
TEST_F(Tbb, AParallelForInsideATaskOfTheArena) {
    tbb_executor arena{1};
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(sync_wait(spawn(arena, nested_parallel_for(100))), 4950);
}

task<void> forever() {
    while (true) co_await yield();
}
TEST_F(Tbb, TheDestructorStopsAndAwaitsWhatRuns) {
    for (int i = 0; i < 200; ++i) {
        tbb_executor arena{1};
        for (int k = 0; k < 4; ++k) spawn(arena, forever()).detach();
    }
}

TEST_F(Tbb, AnArenaOfSomebodyElseIsUsed) {
    tbb::task_arena arena(1, 0);
    tbb_executor executor{arena, "theirs"};
    EXPECT_EQ(executor.name(), "theirs");
    EXPECT_GE(sync_wait(spawn(executor, thread_index())), 0);
}

TEST_F(Tbb, RefusesAConcurrencyOfNone) {
    EXPECT_THROW(tbb_executor{0}, std::invalid_argument);
    EXPECT_THROW(tbb_executor{-1}, std::invalid_argument);
}

}  // namespace
}  // namespace wend::test
