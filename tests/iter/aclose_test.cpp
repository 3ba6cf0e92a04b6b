#include "sources.hpp"
#include "tests/support/counted.hpp"
#include "tests/support/executors.hpp"

#include <gmock/gmock.h>

// Closing on every way out, what fails while closing, and cancelled consumers: cases E and F.

namespace wend::test {
namespace {

using ::testing::ElementsAre;

template <class F>
class Aclose : public ExecutorSuite<F> {};
TYPED_TEST_SUITE(Aclose, every_executor, executor_names);

struct close_failed : std::runtime_error {
    close_failed() : std::runtime_error("the close failed") {}
};

/// Notes each step of a close that awaits twice.
struct slow_to_close {
    journal* log;
    explicit slow_to_close(journal& l) : log{&l} {}
    task<void> close() {
        log->push_back("first await");
        co_await yield();
        log->push_back("second await");
        co_await yield();
        log->push_back("closed");
    }
};
async_generator<int> slowly_closed(journal& log) {
    slow_to_close resource{log};
    co_await on_close(std::move(resource), &slow_to_close::close);
    co_yield 1;
    log.push_back("after the yield");
}
task<journal> closes_by_hand() {
    journal log;
    auto g = slowly_closed(log);
    static_cast<void>(co_await anext(g));
    co_await aclose(g);
    log.push_back("returned");
    co_return log;
}
TYPED_TEST(Aclose, IT_E02_ReturnsWhenTheCleanupHasAwaitedTwice) {
    EXPECT_THAT(this->run(closes_by_hand()),
                ElementsAre("first await", "second await", "closed", "returned"));
}

struct fails_to_close {
    explicit fails_to_close(int i) : id{i} {}
    task<void> close() {
        co_await yield();
        throw close_failed();
    }
    int id;
};
async_generator<int> badly_closed(int last) {
    fails_to_close resource{last};
    co_await on_close(std::move(resource), &fails_to_close::close);
    for (int i = 1; i <= last; ++i) co_yield i;
}
task<std::string> breaks_a_badly_closed_one() {
    try {
        WEND_ASYNC_FOR(int item, badly_closed(5)) {
            if (item == 2) break;
        }
    } catch (const close_failed&) {
        co_return "came out of the loop";
    }
    co_return "lost";
}
TYPED_TEST(Aclose, IT_E04_AFailedCloseComesOutOfTheLoop) {
    EXPECT_EQ(this->run(breaks_a_badly_closed_one()), "came out of the loop");
}

task<void> helper_that_fails() {
    co_await yield();
    throw source_failed();
}
struct handles_a_failure {
    journal* log;
    explicit handles_a_failure(journal& l) : log{&l} {}
    task<void> close() {
        try {
            co_await helper_that_fails();
        } catch (const source_failed&) {
            log->push_back("handled");
        }
    }
};
async_generator<int> closed_with_trouble(journal& log) {
    handles_a_failure resource{log};
    co_await on_close(std::move(resource), &handles_a_failure::close);
    co_yield 1;
}
task<journal> closes_with_trouble() {
    journal log;
    auto g = closed_with_trouble(log);
    static_cast<void>(co_await anext(g));
    co_await aclose(g);
    co_return log;
}
TYPED_TEST(Aclose, IT_E06_ACleanupMayHandleTheFailureOfWhatItAwaits) {
    EXPECT_THAT(this->run(closes_with_trouble()), ElementsAre("handled"));
}

struct notes_who_closes {
    std::string* who;
    explicit notes_who_closes(std::string& w) : who{&w} {}
    task<void> close() {
        co_await yield();
        *who = current_task_name() + " on " + current_executor_name();
    }
};
async_generator<int> notes_its_closer(std::string& who) {
    notes_who_closes resource{who};
    co_await on_close(std::move(resource), &notes_who_closes::close);
    for (int i = 1;; ++i) co_yield i;
}
task<bool> breaks_as_itself() {
    std::string who;
    WEND_ASYNC_FOR(int item, notes_its_closer(who)) {
        if (item == 2) break;
    }
    co_return who == this_task::name() + " on " + current_executor_name();
}
TYPED_TEST(Aclose, IT_E08_TheCleanupRunsAsTheConsumer) {
    EXPECT_TRUE(this->run(breaks_as_itself()));
}

/// Passes items on, and notes its close.
template <class Source>
class noted {
public:
    noted(journal& log, std::string name, Source source)
        : log_{&log}, name_{std::move(name)}, source_{std::move(source)} {}
    noted& aiter() { return *this; }
    auto anext() { return next(source_); }
    task<void> aclose() {
        log_->push_back(name_);
        co_await wend::aclose(source_);
    }

private:
    journal* log_;
    std::string name_;
    Source source_;
};
int same(int item) { return item; }
bool any(int) { return true; }
task<journal> breaks_a_pipeline() {
    journal log;
    auto mapped = noted(log, "noted by the source", closing(log, "source", 10)) | transform(same);
    auto kept = noted(log, "noted by map", std::move(mapped)) | filter(any);
    auto taken = noted(log, "noted by filter", std::move(kept)) | take(5);
    WEND_ASYNC_FOR(int item, noted(log, "noted by take", std::move(taken))) {
        if (item == 3) break;
    }
    log.push_back("after the loop");
    co_return log;
}
TYPED_TEST(Aclose, IT_E10_EachStageIsClosedOnceTheSourceLast) {
    EXPECT_THAT(this->run(breaks_a_pipeline()),
                ElementsAre("noted by take", "noted by filter", "noted by map",
                            "noted by the source", "source closed", "after the loop"));
}

task<void> throws_out_of(async_generator<int>& source) {
    WEND_ASYNC_FOR(int item, aclosing(source)) {
        if (item == 2) throw source_failed();
    }
}
task<journal> aclosing_and_an_error() {
    journal log;
    auto source = closing(log, "source", 5);
    try {
        co_await throws_out_of(source);
    } catch (const source_failed&) {
        log.push_back("error passed on");
    }
    co_return log;
}
TYPED_TEST(Aclose, IT_E13_AclosingClosesAndPassesTheErrorOn) {
    EXPECT_THAT(this->run(aclosing_and_an_error()),
                ElementsAre("source closed", "error passed on"));
}

task<void> fails_twice() {
    WEND_ASYNC_FOR(int item, badly_closed(5)) {
        if (item == 2) throw source_failed();
    }
}
task<journal> body_and_close_fail() {
    journal log;
    try {
        co_await fails_twice();
    } catch (const source_failed&) {
        log.push_back("the body's error");
    }
    const auto kept = co_await this_task::suppressed_errors;
    for (const auto& error : kept) {
        try {
            std::rethrow_exception(error);
        } catch (const close_failed&) {
            log.push_back("the close's error, beside it");
        }
    }
    co_return log;
}
TYPED_TEST(Aclose, IT_E50_TheBodysErrorWinsAndTheClosesIsKeptBesideIt) {
    EXPECT_THAT(this->run(body_and_close_fail()),
                ElementsAre("the body's error", "the close's error, beside it"));
}

task<void> two_bad_closes() {
    WEND_ASYNC_FOR(int outer, badly_closed(5)) {
        WEND_ASYNC_FOR(int inner, badly_closed(5)) {
            if (outer + inner == 2) co_return;
        }
    }
}
task<std::size_t> kept_of_two_bad_closes() {
    bool failed = false;
    try {
        co_await two_bad_closes();
    } catch (const close_failed&) {
        failed = true;
    }
    const auto kept = co_await this_task::suppressed_errors;
    co_return failed ? kept.size() : 99;
}
TYPED_TEST(Aclose, IT_E51_OfTwoFailedClosesTheSecondIsKeptBesideTheFirst) {
    EXPECT_EQ(this->run(kept_of_two_bad_closes()), 1U);
}

/// An iterator that refers to the iterable it came from, also while it closes.
class refers_to_source {
public:
    class iterator {
    public:
        explicit iterator(refers_to_source& of) : of_{&of} {}
        iterator& aiter() { return *this; }
        task<next_result<int>> anext() { co_return of_->held_.value(); }
        task<void> aclose() {
            co_await yield();
            of_->log_->push_back("closed with " + std::to_string(of_->held_.value()));
        }

    private:
        refers_to_source* of_;
    };

    refers_to_source(journal& log, int value) : log_{&log}, held_{value} {}
    iterator aiter() { return iterator{*this}; }

private:
    journal* log_;
    counted held_;
};
task<void> throws_over_a_temporary(journal& log) {
    WEND_ASYNC_FOR(int item, refers_to_source(log, 7)) {
        if (item == 7) throw source_failed();
    }
}
task<journal> leaves_a_temporary() {
    journal log;
    try {
        co_await throws_over_a_temporary(log);
    } catch (const source_failed&) {
        log.push_back("caught");
    }
    co_return log;
}
TYPED_TEST(Aclose, IT_E52_ATemporarySourceOutlivesTheCloseOfItsIterator) {
    EXPECT_THAT(this->run(leaves_a_temporary()), ElementsAre("closed with 7", "caught"));
}

async_generator<int> yields_after_a_caught_error(journal& log) {
    try {
        WEND_ASYNC_FOR(int item, closing(log, "inner", 5)) {
            if (item == 2) throw source_failed();
        }
    } catch (const source_failed&) {
        log.push_back("handler");
    }
    co_yield 1;
}
task<journal> asks_for_what_comes_after() {
    journal log;
    auto g = yields_after_a_caught_error(log);
    static_cast<void>(co_await anext(g));
    log.push_back("item");
    co_return log;
}
TYPED_TEST(Aclose, IT_E53_AfterACaughtErrorTheNextYieldClosesFirst) {
    EXPECT_THAT(this->run(asks_for_what_comes_after()),
                ElementsAre("handler", "inner closed", "item"));
}

// ---- cancelled consumers, driven by hand

async_generator<int> waits_in_its_body(journal& log) {
    closing_resource resource{log, "source"};
    co_await on_close(std::move(resource), &closing_resource::close);
    co_yield 1;
    while (true) co_await yield();
}
struct shared_source {
    journal log;
    async_generator<int> it = waits_in_its_body(log);
};
task<void> consumes(shared_source& shared) {
    WEND_ASYNC_FOR(int item, shared.it) shared.log.push_back(std::to_string(item));
    shared.log.push_back("ended");
}
task<void> asks_again(shared_source& shared) {
    const int item = co_await anext(shared.it, -1);
    shared.log.push_back("then " + std::to_string(item));
}
TEST(Cancel, IT_F01_AWaitingGeneratorUnwindsAndIsThenAtItsEnd) {
    manual_executor executor;
    shared_source shared;
    auto consumer = spawn(executor, consumes(shared));
    for (int i = 0; i < 5; ++i) executor.step();
    consumer.cancel();
    executor.run_until_idle();
    EXPECT_THROW(consumer.take(), task_cancelled);
    auto later = spawn(executor, asks_again(shared));
    executor.run_until_idle();
    later.take();
    EXPECT_THAT(shared.log, ElementsAre("1", "source closed", "then -1"));
}

async_generator<int> counts_then_checks(int safe_at) {
    for (int i = 1;; ++i) {
        if (i == safe_at) co_await this_task::safe_point;
        co_yield i;
    }
}
task<void> cancels_itself(std::vector<int>& seen, join_handle<void>& self) {
    WEND_ASYNC_FOR(int item, counts_then_checks(5)) {
        seen.push_back(item);
        if (item == 2) self.cancel();
    }
}
TEST(Cancel, IT_F03_IT_F04_ItemsKeepComingUntilASafePoint) {
    manual_executor executor;
    std::vector<int> seen;
    join_handle<void> handle;
    handle = spawn(executor, cancels_itself(seen, handle));
    executor.run_until_idle();
    EXPECT_THROW(handle.take(), task_cancelled);
    EXPECT_THAT(seen, ElementsAre(1, 2, 3, 4));
}

task<void> waits_in_the_loop(journal& log) {
    WEND_ASYNC_FOR(int item, closing(log, "source", 5)) {
        log.push_back(std::to_string(item));
        while (true) co_await yield();
    }
}
TEST(Cancel, IT_F07_AnOwnedSourceIsClosedBeforeACancelledTaskEnds) {
    manual_executor executor;
    journal log;
    auto handle = spawn(executor, waits_in_the_loop(log));
    for (int i = 0; i < 3; ++i) executor.step();
    handle.cancel();
    executor.run_until_idle();
    EXPECT_THROW(handle.take(), task_cancelled);
    EXPECT_THAT(log, ElementsAre("1", "source closed"));
}

/// Hand-written, so that nothing but the loop shields it.
struct notes_stop_while_closing {
    bool* saw_stop;
    explicit notes_stop_while_closing(bool& saw) : saw_stop{&saw} {}
    notes_stop_while_closing& aiter() { return *this; }
    task<next_result<int>> anext() { co_return 1; }
    task<void> aclose() {
        const stop_token token = co_await this_task::stop_token;
        *saw_stop = token.stop_requested();
    }
};
task<void> breaks_when_stopped(join_handle<void>& self, journal& log, bool& saw_stop) {
    WEND_ASYNC_FOR(int item, closing(log, "generator", 5)) {
        self.cancel();
        if (item == 1) break;
    }
    WEND_ASYNC_FOR(int item, notes_stop_while_closing(saw_stop)) {
        if (item == 1) break;
    }
}
TEST(Cancel, IT_F50_ACloseInPlaceSeesNoStopRequest) {
    manual_executor executor;
    journal log;
    bool saw_stop = false;
    join_handle<void> handle;
    handle = spawn(executor, breaks_when_stopped(handle, log, saw_stop));
    executor.run_until_idle();
    handle.take();
    EXPECT_THAT(log, ElementsAre("generator closed"));
    EXPECT_FALSE(saw_stop);
}

}  // namespace
}  // namespace wend::test
