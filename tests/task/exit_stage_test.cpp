#include <wend/task/detail/exit_stage.hpp>

#include "tests/support/counted.hpp"
#include "tests/support/executors.hpp"

#include <gmock/gmock.h>
#include <wend/task/resume_on.hpp>
#include <wend/task/this_task.hpp>
#include <wend/task/yield.hpp>

#include <stdexcept>
#include <string>

// What a coroutine still has to await: before its next await, or before its awaiter goes on.

namespace wend::test {
namespace {

template <class F>
class ExitStage : public ExecutorSuite<F> {};
TYPED_TEST_SUITE(ExitStage, every_executor, executor_names);

struct broken : std::runtime_error {
    explicit broken(const char* what) : std::runtime_error(what) {}
};

/// Writes its letter when it is closed, after a turn.
class closes final : public detail::exit_node {
public:
    closes(std::string& log, char letter, bool fails = false)
        : log_{&log}, letter_{letter}, fails_{fails} {}
    task<void> close() override {
        const auto token = co_await this_task::stop_token;
        co_await yield();
        *log_ += token.stop_requested() ? '!' : letter_;
        if (fails_) throw broken("close");
    }

private:
    std::string* log_;
    char letter_;
    bool fails_;
    counted alive_;
};

task<void> leaves_before_an_await(std::string& log) {
    detail::promise_base& me = co_await detail::own_promise{};
    me.stage().add_left(*new closes(log, 'a'));
    me.stage().add_left(*new closes(log, 'b'));
    log += '1';
    co_await yield();  // here they are closed, innermost first
    log += '2';
}
task<std::string> log_of(task<void> (*body)(std::string&)) {
    std::string log;
    try {
        co_await body(log);
    } catch (const broken& error) {
        log += std::string("+") + error.what();
    }
    log += '.';
    co_return log;
}
TYPED_TEST(ExitStage, WhatWasLeftIsClosedBeforeTheNextAwait) {
    EXPECT_EQ(this->run(log_of(&leaves_before_an_await)), "1ab2.");
}

task<void> leaves_before_a_ready_await(std::string& log) {
    detail::promise_base& me = co_await detail::own_promise{};
    me.stage().add_left(*new closes(log, 'a'));
    co_await this_task::safe_point;
    log += '2';
}
TYPED_TEST(ExitStage, EvenIfThatAwaitIsReady) {
    EXPECT_EQ(this->run(log_of(&leaves_before_a_ready_await)), "a2.");
}

task<void> ends(std::string& log) {
    detail::promise_base& me = co_await detail::own_promise{};
    me.stage().add_record(*new closes(log, 'a'));
    me.stage().add_record(*new closes(log, 'b'));
    co_await yield();
    log += '1';
}
TYPED_TEST(ExitStage, RecordsAreClosedWhenTheBodyHasEndedLastFirst) {
    EXPECT_EQ(this->run(log_of(&ends)), "1ba.");
}

task<void> throws(std::string& log) {
    detail::promise_base& me = co_await detail::own_promise{};
    me.stage().add_record(*new closes(log, 'a'));
    me.stage().add_left(*new closes(log, 'b'));
    throw broken("body");
}
TYPED_TEST(ExitStage, TheAwaiterSeesAnErrorWhenAllIsClosed) {
    EXPECT_EQ(this->run(log_of(&throws)), "ba+body.");
}

task<void> fails_to_close(std::string& log) {
    detail::promise_base& me = co_await detail::own_promise{};
    me.stage().add_record(*new closes(log, 'a', true));
    me.stage().add_record(*new closes(log, 'b', true));
}
TYPED_TEST(ExitStage, AFailedCloseIsTheResultAndTheOthersGoOn) {
    EXPECT_EQ(this->run(log_of(&fails_to_close)), "ba+close.");
}

task<void> fails_in_both(std::string& log) {
    detail::promise_base& me = co_await detail::own_promise{};
    me.stage().add_record(*new closes(log, 'a', true));
    throw broken("body");
}
task<std::string> both_errors(executor_ref where) {
    auto handle = spawn(
        where,
        [](std::string) -> task<std::string> {
            std::string log = co_await log_of(&fails_in_both);
            const auto kept = co_await this_task::suppressed_errors;
            co_return log + std::to_string(kept.size());
        },
        std::string());
    co_return co_await handle;
}
TYPED_TEST(ExitStage, TheBodysErrorComesBeforeAFailedCloseWhichIsKept) {
    EXPECT_EQ(this->run(both_errors(this->executor())), "a+body.1");
}

task<void> is_stopped(std::string& log) {
    detail::promise_base& me = co_await detail::own_promise{};
    me.stage().add_record(*new closes(log, 'a'));
    while (true) co_await yield();
}
task<std::string> stopped_log(executor_ref where) {
    std::string log;
    auto asked = spawn(where, is_stopped(log));
    for (int i = 0; i < 5; ++i) co_await yield();
    asked.cancel();
    co_await asked.ended();
    co_return log;
}
TYPED_TEST(ExitStage, AStopDoesntReachTheCloses) {
    EXPECT_EQ(this->run(stopped_log(this->executor())), "a");
}

task<void> ends_away_from_home(std::string& log, executor_ref other) {
    detail::promise_base& me = co_await detail::own_promise{};
    me.stage().add_record(*new closes(log, 'a'));
    co_await resume_on(other);
    log += '1';
}
TEST(ExitStageRoot, ATaskThatEndsElsewhereClosesThereAndEndsAtHome) {
    pool home{{.workers = 1, .name = "home"}}, other{{.workers = 1, .name = "other"}};
    std::string log;
    for (int i = 0; i < 100; ++i) {
        log.clear();
        sync_wait(spawn(home, ends_away_from_home(log, other)));
        EXPECT_EQ(log, "1a");
    }
}

task<void> never_started(std::string& log) {
    detail::promise_base& me = co_await detail::own_promise{};
    me.stage().add_record(*new closes(log, 'a'));
}
TEST(ExitStageRoot, ATaskThatNeverRanHasNothingToClose) {
    std::string log;
    {
        auto dropped = never_started(log);
    }
    EXPECT_EQ(log, "");
}

}  // namespace
}  // namespace wend::test
