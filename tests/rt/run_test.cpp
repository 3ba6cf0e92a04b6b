#include "tests/support/test.hpp"

#include <gmock/gmock.h>
#include <wend/wend.hpp>

#include <stdexcept>
#include <string>

namespace wend::test {
namespace {

using ::testing::StartsWith;

task<std::string> who() { co_return current_thread_name() + " " + this_task::name(); }

TEST(Run, RunsTheRootTaskOnTheCallingThreadUnderItsName) {
    EXPECT_EQ(run(who(), {.name = "root"}), "MainThread root");
}

task<std::string> spawned() {
    auto handle = spawn(who(), {.name = "child"});
    co_return co_await handle;
}
TEST(Run, SpawnGoesToTheRuntimesPool) {
    EXPECT_THAT(run(spawned(), {.runtime = {.pool = {.workers = 1, .name = "mine"}}}),
                "mine-0 child");
}

task<int> throws() {
    co_await yield();
    throw std::runtime_error("broken");
}
TEST(Run, ThrowsTheRootTasksError) { EXPECT_THROW(run(throws()), std::runtime_error); }

task<void> forever() {
    while (true) co_await yield();
}
task<void> leaves_tasks_behind() {
    for (int i = 0; i < 10; ++i) spawn(forever()).detach();
    executor_ref loop = co_await this_task::executor;
    spawn(loop, forever()).detach();
    spawn(
        [](executor_ref back) -> task<void> {  // hops between pool and loop until it is stopped
            executor_ref pool = co_await this_task::executor;
            while (true) {
                co_await resume_on(back);
                co_await yield();
                co_await resume_on(pool);
                co_await yield();
            }
        },
        loop)
        .detach();
}
TEST(Run, StopsAndJoinsWhatTheRootTaskLeftRunning) {
    for (int i = 0; i < 100; ++i) run(leaves_tasks_behind());
}

task<int> nested() {
    const int inner = run([]() -> task<int> { co_return 20; }());
    co_await yield();
    co_return inner + 22;
}
TEST(Run, NestsOnAThreadThatRunsATask) { EXPECT_EQ(run(nested()), 42); }

TEST(Spawn, WithoutARuntimeIsRefused) {
    EXPECT_THROW(static_cast<void>(spawn(who())), no_runtime);
    EXPECT_FALSE(default_executor());
}

TEST(RunMain, GivesTheExitCodeAndPrintsAnError) {
    EXPECT_EQ(run_main([]() -> task<int> { co_return 3; }()), 3);
    EXPECT_EQ(run_main([]() -> task<void> { co_return; }()), 0);
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(run_main(throws()), 1);
    EXPECT_THAT(::testing::internal::GetCapturedStderr(), ::testing::HasSubstr("broken"));
}

std::string thread_and(int number) { return current_thread_name() + " " + std::to_string(number); }
task<std::string> blocks() {
    std::string there = co_await blocking(thread_and, 5);
    co_return there + " / " + current_thread_name();
}
TEST(Blocking, RunsACallOnAThreadOfItsOwnAndComesBack) {
    EXPECT_EQ(run(blocks()), "blocking-0 5 / MainThread");
}

task<int> many_blocking_calls() {
    std::vector<join_handle<int>> calls;
    for (int i = 0; i < 200; ++i) {
        calls.push_back(spawn(
            [](int n) -> task<int> { co_return co_await blocking([](int k) { return k * 2; }, n); },
            i));
    }
    int sum = 0;
    for (auto& call : calls) sum += co_await call;
    co_return sum;
}
TEST(Blocking, TheThreadsAreCappedAndEveryCallRuns) {
    EXPECT_EQ(run(many_blocking_calls(), {.runtime = {.blocking = {.max_threads = 3}}}), 39'800);
}

TEST(Blocking, RefusesACapOfNoThreads) {
    EXPECT_THROW(blocking_pool{blocking_options{.max_threads = 0}}, std::invalid_argument);
}

TEST(Runtime, OptionsThatMakeNoSenseAreRefused) {
    EXPECT_THROW(run(who(), {.runtime = {.pool = {.workers = 0}}}), std::invalid_argument);
    EXPECT_THROW(run(who(), {.runtime = {.pool = {.name = ""}}}), std::invalid_argument);
}

}  // namespace
}  // namespace wend::test
