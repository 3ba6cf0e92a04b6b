#include "tests/log/capture.hpp"

#include <wend/exec/manual_executor.hpp>
#include <wend/rt/run.hpp>
#include <wend/rt/spawn.hpp>
#include <wend/sched/pool.hpp>
#include <wend/task/resume_on.hpp>
#include <wend/task/spawn.hpp>
#include <wend/task/sync_wait.hpp>
#include <wend/task/this_task.hpp>
#include <wend/task/when_all.hpp>

#include <gmock/gmock.h>
#include <pthread.h>
#include <barrier>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace wend::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::MatchesRegex;
using ::testing::SizeIs;
using ::testing::StartsWith;

/// N of "Task-N", 0 for any other name.
unsigned long number_of(const std::string& name) {
    return name.starts_with("Task-") ? std::stoul(name.substr(5)) : 0;
}
std::string task_name(unsigned long number) { return "Task-" + std::to_string(number); }

task<> log_once(std::string message) {
    log::info(message);
    co_return;
}

task<std::string> own_name() { co_return this_task::name(); }

task<std::string> log_and_tell_name() {
    log::info("inside");
    co_return this_task::name();
}

TEST(Log, LOG_L04_BeforeInsideAndAfterRun) {
    const captured_log log{"%N %K %v"};
    log::info("before");
    const std::string root = run(log_and_tell_name());
    log::info("after");
    EXPECT_GT(number_of(root), 0U);
    EXPECT_THAT(log.lines(), ElementsAre("MainThread None before", "MainThread " + root + " inside",
                                         "MainThread None after"));
}

TEST(Log, TheRootTaskMayHaveAName) {
    const captured_log log{"%N %K %v"};
    run(log_once("x"), {.name = "the root"});
    EXPECT_EQ(log.text(), "MainThread the root x\n");
}

task<std::string> hop_and_return() {
    const executor_ref home = co_await this_task::executor;
    const executor_ref pool = wend::detail::required_pool();
    log::info("{}", 1);
    co_await resume_on(pool);
    log::info("{}", 2);
    co_await resume_on(home);
    log::info("{}", 3);
    co_return this_task::name();
}

TEST(Log, LOG_L05_ATaskKeepsItsNameWhenItHops) {
    const captured_log log{"%N %K %v"};
    const std::string task = run(hop_and_return());
    EXPECT_THAT(log.lines(), ElementsAre("MainThread " + task + " 1",
                                         MatchesRegex("worker-[0-9]+ " + task + " 2"),
                                         "MainThread " + task + " 3"));
}

TEST(Log, LOG_L07_UnnamedTasksAreNumberedInOrderOfCreation) {
    const captured_log log{"%K"};
    manual_executor first_made, last_made;
    auto probe = spawn(first_made, own_name());
    first_made.run_until_idle();
    const auto n = number_of(probe.take());

    auto a = spawn(last_made, log_once("a"));
    auto b = spawn(first_made, log_once("b"));
    auto named = spawn(first_made, log_once("c"), {.name = "named"});
    auto d = spawn(first_made, log_once("d"));
    first_made.run_until_idle();  // the one created first runs last
    last_made.run_until_idle();
    for (auto* handle : {&a, &b, &named, &d}) handle->take();
    EXPECT_THAT(log.lines(),
                ElementsAre(task_name(n + 2), "named", task_name(n + 3), task_name(n + 1)));
}

task<> child_that_throws() {
    log::info("child that throws");
    throw std::runtime_error("x");
    co_return;
}

task<> parent() {
    log::info("parent");
    co_await log_once("child");
    log::info("after the child");
    try {
        co_await child_that_throws();
    } catch (const std::runtime_error&) {
        log::info("in the handler");
    }
    log::info("after the handler");
}

TEST(Log, LOG_L08_AnAwaitedTaskHasItsAwaitersName) {
    const captured_log log{"%K %v"};
    manual_executor executor;
    auto done = spawn(executor, parent(), {.name = "P"});
    executor.run_until_idle();
    done.take();
    EXPECT_THAT(log.lines(),
                ElementsAre("P parent", "P child", "P after the child", "P child that throws",
                            "P in the handler", "P after the handler"));
}

/// A plain item that logs, and tells the thread that waits.
struct logging_item : work_item {
    logging_item() noexcept
        : work_item{[](work_item& self, context&) noexcept {
              log::info("plain");
              static_cast<logging_item&>(self).ran.set_value();
          }} {}
    std::promise<void> ran;
};

TEST(Log, LOG_L15_APlainItemOnAPoolBelongsToNoTask) {
    const captured_log log{"%N %K %v"};
    {
        pool workers{{.workers = 1, .name = "plain"}};
        logging_item item;
        workers.submit(item);
        item.ran.get_future().wait();
    }
    EXPECT_EQ(log.text(), "plain-0 None plain\n");
}

TEST(Log, LOG_L15_APlainItemSubmittedByATaskBelongsToNoTask) {
    const captured_log log{"%K %v"};
    manual_executor executor;
    logging_item item;
    auto done = spawn(executor, {.name = "submitter"}, [&] {
        executor.submit(item);
        log::info("submitted");
    });
    executor.run_until_idle();
    done.take();
    EXPECT_THAT(log.lines(), ElementsAre("submitter submitted", "None plain"));
}

task<> block() {
    co_await blocking([] { log::info("blocks"); });
    log::info("back");
}

TEST(Log, LOG_L15_AnAwaitedBlockingCallBelongsToItsAwaiter) {
    const captured_log log{"%N %K %v"};
    run(block(), {.name = "B"});
    EXPECT_THAT(log.lines(), ElementsAre("blocking-0 B blocks", "MainThread B back"));
}

/// Who is running when a worker has started: its name in records and in the system.
class start_roll {
public:
    static void enter(unsigned worker, void* self) {
        char system[16] = {};
        pthread_getname_np(pthread_self(), system, sizeof system);
        auto& roll = *static_cast<start_roll*>(self);
        const std::lock_guard guard{roll.lock_};
        roll.names_[worker] = {current_thread_name(), system};
        log::info("started");
    }
    std::map<unsigned, std::pair<std::string, std::string>> names() const {
        const std::lock_guard guard{lock_};
        return names_;
    }

private:
    mutable std::mutex lock_;
    std::map<unsigned, std::pair<std::string, std::string>> names_;
};

TEST(Log, LOG_L20_WorkersOfTheDefaultPoolAndOfNamedOnes) {
    const captured_log log{"%N %W"};
    for (const std::string_view name : {std::string_view{}, std::string_view{"io"}}) {
        pool workers{{.workers = 1, .name = name}};
        auto done = spawn(workers, log_once("x"));
        workers.drain();
        done.take();
    }
    EXPECT_THAT(log.lines(), ElementsAre("worker-0 0", "io-0 0"));
}

TEST(Log, LOG_L20_LongPoolNamesAreWholeInRecordsAndKeepTheIndexInTheSystem) {
    const captured_log log{"%N"};
    start_roll roll;
    {
        pool workers{{.workers = 13,
                      .name = "image-decoder-pool",
                      .on_thread_start = start_roll::enter,
                      .user = &roll}};
        workers.drain();
    }
    const auto names = roll.names();
    ASSERT_THAT(names, SizeIs(13));
    EXPECT_EQ(names.at(12).first, "image-decoder-pool-12");
    EXPECT_EQ(names.at(12).second, "image-decode-12");
    for (const auto& [worker, name] : names) {
        EXPECT_LE(name.second.size(), 15U);
        EXPECT_THAT(name.second, EndsWith("-" + std::to_string(worker)));
    }
    EXPECT_THAT(log.lines(), Contains("image-decoder-pool-12"));
}

/// Logs once the two others do, so that each is on a worker of its own.
task<> branch(std::barrier<>& together) {
    together.arrive_and_wait();
    log::info("branch");
    co_return;
}

task<std::string> three_branches(executor_ref pool, std::barrier<>& together) {
    co_await when_all(branch(together), branch(together), branch(together));
    auto next = spawn(pool, own_name());
    co_return co_await next;
}

TEST(Log, LOG_L21_BranchesHaveTheirParentsNameOnEveryWorker) {
    const captured_log log{"%N|%K|%v"};
    pool workers{{.workers = 3}};
    std::barrier together{3};
    auto root = spawn(workers, three_branches(workers, together));
    const std::string parent = root.name();
    const std::string next = sync_wait(root);
    std::set<std::string> threads;
    const auto lines = log.lines();
    ASSERT_THAT(lines, SizeIs(3));
    for (const std::string& line : lines) {
        EXPECT_THAT(line, EndsWith("|" + parent + "|branch"));
        threads.insert(line.substr(0, line.find('|')));
    }
    EXPECT_THAT(threads, SizeIs(3));
    EXPECT_EQ(next, task_name(number_of(parent) + 1)) << "branches take no number";
}

task<> rename_and_hop(executor_ref other) {
    this_task::set_name("renamed");
    log::info("x");
    co_await resume_on(other);
    log::info("y");
}

TEST(Log, ARenameHoldsOnTheNextThread) {
    const captured_log log{"%N %K %v"};
    pool a{{.workers = 1, .name = "a"}}, b{{.workers = 1, .name = "b"}};
    sync_wait(spawn(a, rename_and_hop(b)));
    EXPECT_THAT(log.lines(), ElementsAre("a-0 renamed x", "b-0 renamed y"));
}

/// Logs when the frame that holds it is destroyed.
struct logs_at_end {
    ~logs_at_end() { log::info("end of a local"); }
};

task<> holds_a_local(executor_ref other) {
    const logs_at_end local;
    co_await resume_on(other);
    throw std::runtime_error("x");
}

TEST(Log, LocalsOfATaskThatFailsEndUnderItsName) {
    const captured_log log{"%N %K %v"};
    pool a{{.workers = 1, .name = "a"}}, b{{.workers = 1, .name = "b"}};
    auto handle = spawn(a, holds_a_local(b), {.name = "T"});
    EXPECT_THROW(sync_wait(handle), std::runtime_error);
    EXPECT_THAT(log.lines(), ElementsAre("b-0 T end of a local"));
}

task<> takes_an_argument(std::unique_ptr<logs_at_end>) {
    log::info("body");
    co_return;
}

TEST(Log, ArgumentsOfATaskEndUnderItsName) {
    const captured_log log{"%K %v"};
    manual_executor executor;
    auto handle =
        spawn(executor, takes_an_argument(std::make_unique<logs_at_end>()), {.name = "T"});
    executor.run_until_idle();
    handle.take();
    EXPECT_THAT(log.lines(), ElementsAre("T body", "T end of a local"));
}

task<> runs_another() {
    log::info("before");
    run(log_once("inner"), {.name = "inner"});
    log::info("after");
    co_return;
}

TEST(Log, ARunInsideOfATaskHasItsOwnNameAndGivesTheOuterOneBack) {
    const captured_log log{"%N %K %v"};
    run(runs_another(), {.name = "outer"});
    EXPECT_THAT(log.lines(), ElementsAre("MainThread outer before", "MainThread inner inner",
                                         "MainThread outer after"));
}

}  // namespace
}  // namespace wend::test
