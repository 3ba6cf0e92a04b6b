#include "tests/support/counted.hpp"
#include "tests/support/executors.hpp"

#include <gmock/gmock.h>
#include <wend/task/resume_on.hpp>
#include <wend/task/scope.hpp>
#include <wend/task/this_task.hpp>
#include <wend/task/yield.hpp>

#include <atomic>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

// The corners of a scope: who failed first, who was stopped by whom, who may still come.

namespace wend::test {
namespace {

template <class F>
class Scope : public ExecutorSuite<F> {};
TYPED_TEST_SUITE(Scope, every_executor, executor_names);

struct numbered : std::runtime_error {
    explicit numbered(int n) : std::runtime_error(std::to_string(n)), number{n} {}
    int number;
};

task<void> forever() {
    while (true) co_await yield();
}
task<int> value(int i) {
    co_await yield();
    co_return i;
}
task<void> fails(int number) {
    co_await yield();
    throw numbered(number);
}
/// Fails, but not before it has been asked to stop.
task<void> fails_when_stopped(int number) {
    try {
        co_await forever();
    } catch (const operation_cancelled&) {
    }
    throw numbered(number);
}

/// "first thrown|suppressed,suppressed" of what `body` comes to.
template <class F>
task<std::string> verdict(executor_ref where, F body) {
    std::string text = "nothing";
    const scope_options options{.executor = where};
    try {
        co_await with_scope(options, std::move(body));
    } catch (const numbered& error) {
        text = error.what();
    } catch (const operation_cancelled&) {
        text = "stopped";
    } catch (const scope_cancelled&) {
        text = "cancelled";
    }
    text += "|";
    const auto kept = co_await this_task::suppressed_errors;
    for (const auto& each : kept) {
        try {
            std::rethrow_exception(each);
        } catch (const numbered& error) {
            text += error.what();
        }
    }
    co_return text;
}
#define WEND_VERDICT(body) this->run(spawned(this->executor(), verdict(this->executor(), body)))
/// In a task of its own, so that there is somebody to keep suppressed errors.
task<std::string> spawned(executor_ref where, task<std::string> inner) {
    auto handle = spawn(where, std::move(inner));
    co_return co_await handle;
}

task<void> two_fail(scope& s) {
    s.spawn(fails_when_stopped(2)).detach();
    co_await yield();
    s.spawn(fails(1)).detach();
    co_await forever();
}
TYPED_TEST(Scope, TheFirstFailureIsThrownAndTheLaterOnesAreKept) {
    EXPECT_EQ(WEND_VERDICT(&two_fail), "1|2");
}

task<void> body_fails(scope& s) {
    s.spawn(fails_when_stopped(2)).detach();
    co_await yield();
    throw numbered(1);
}
TYPED_TEST(Scope, AFailingBodyCountsLikeAChild) { EXPECT_EQ(WEND_VERDICT(&body_fails), "1|2"); }

task<void> catches_childs(scope& s) {
    auto child = s.spawn(fails(1));
    try {
        co_await child;
    } catch (const numbered&) {  // seen, but the scope doesn't forgive
    } catch (const operation_cancelled&) {
    }
}
TYPED_TEST(Scope, AFailureCountsEvenIfSomebodyAwaitedTheHandle) {
    EXPECT_EQ(WEND_VERDICT(&catches_childs), "1|");
}

task<void> passes_childs_on(scope& s) {
    auto child = s.spawn(fails(1));
    co_await child;
}
TYPED_TEST(Scope, AFailureThatTheBodyPassesOnIsOneFailure) {
    EXPECT_EQ(WEND_VERDICT(&passes_childs_on), "1|");
}

task<void> born_in_a_cancelled_one(scope& s) {
    s.cancel();
    auto child = s.spawn(
        [](scope& own) -> task<bool> {
            const auto token = co_await this_task::stop_token;
            co_return token.stop_requested() && own.token().stop_requested();
        },
        std::ref(s));
    // A wait would be stopped at once: the end isn't.
    co_await child.ended();
    if (!child.take()) throw numbered(1);
}
TYPED_TEST(Scope, AChildOfACancelledScopeIsBornStopped) {
    EXPECT_EQ(WEND_VERDICT(&born_in_a_cancelled_one), "nothing|");
}

task<void> counts_generations(scope& s, std::atomic<int>& seen) {
    auto child = [](scope& own, std::atomic<int>& n, int left, auto self) -> task<void> {
        co_await yield();
        ++n;
        if (left != 0) own.spawn(self(own, n, left - 1, self)).detach();
    };
    s.spawn(child(s, seen, 99, child)).detach();
    co_return;  // the join has begun before the second generation
}
task<int> generations(executor_ref where) {
    std::atomic<int> seen{0};
    const scope_options options{.executor = where};
    co_await with_scope(options, &counts_generations, std::ref(seen));
    co_return seen.load();
}
TYPED_TEST(Scope, ChildrenMaySpawnSiblingsWhileTheJoinWaits) {
    EXPECT_EQ(this->run(generations(this->executor())), 100);
}

task<int> body_value(executor_ref where) {
    const scope_options options{.executor = where};
    auto adds = [](scope& s) -> task<int> {
        auto child = s.spawn(value(20));
        co_return 22 + co_await child;
    };
    co_return co_await with_scope(options, adds);
}
TYPED_TEST(Scope, GivesTheValueOfItsBody) {
    EXPECT_EQ(this->run(body_value(this->executor())), 42);
}

/// Holds the scope open from outside for a moment: the join waits for who spawns late, or refuses it.
TEST(ScopeRace, ASpawnFromAnotherThreadIsJoinedOrRefused) {
    allow_seconds(60);
    pool workers{{.workers = 1}};
    std::atomic<int> ran{0}, accepted{0};
    for (int i = 0; i < 2000; ++i) {
        std::atomic<scope*> open{nullptr};
        std::atomic<bool> left{false};
        std::thread outside([&] {
            scope* s = nullptr;
            while ((s = open.load()) == nullptr) std::this_thread::yield();
            try {
                for (int k = 0; k < 3; ++k) {
                    s->spawn(
                         [](std::atomic<int>& n) -> task<void> {
                             ++n;
                             co_return;
                         },
                         std::ref(ran))
                        .detach();
                    ++accepted;
                }
            } catch (const scope_closed&) {
            }
            left = true;
        });
        auto opener = spawn(
            workers,
            [](std::atomic<scope*>& o, std::atomic<bool>& l) -> task<void> {
                co_await with_scope(
                    [](scope& s, std::atomic<scope*>& out, std::atomic<bool>& gone) -> task<void> {
                        out = &s;
                        // The scope outlives the other thread's calls, as it must, but not its children.
                        s.spawn(
                             [](std::atomic<bool>& g) -> task<void> {
                                 while (!g) co_await yield();
                             },
                             std::ref(gone))
                            .detach();
                        co_return;
                    },
                    std::ref(o), std::ref(l));
            },
            std::ref(open), std::ref(left));
        sync_wait(opener);
        outside.join();
    }
    EXPECT_EQ(ran, accepted);
    EXPECT_GT(accepted, 0);
}

/// An executor that takes no tasks refuses a child: the scope's join isn't kept waiting for it.
TEST(ScopeRace, ARefusedChildDoesntKeepTheJoinWaiting) {
    manual_executor executor;
    pool stopped{{.workers = 1}};
    stopped.stop();
    auto opener = spawn(
        executor,
        [](executor_ref dead) -> task<bool> {
            const scope_options options{.executor = dead};
            co_return co_await with_scope(options, [](scope& s) -> task<bool> {
                try {
                    s.spawn(forever()).detach();
                } catch (const runtime_closed&) {
                    co_return s.live() == 0;
                }
                co_return false;
            });
        },
        executor_ref{stopped});
    executor.run_until_idle();
    EXPECT_TRUE(opener.take());
}

task<void> nested_scopes(executor_ref where, int depth, std::atomic<int>& stopped) {
    const scope_options options{.executor = where};
    auto body = [](scope& s, executor_ref e, int d, std::atomic<int>& n) -> task<void> {
        if (d != 0) {
            s.spawn(nested_scopes(e, d - 1, n)).detach();
        } else {
            s.spawn(
                 [](std::atomic<int>& c) -> task<void> {
                     try {
                         co_await forever();
                     } catch (const operation_cancelled&) {
                         ++c;
                         throw;
                     }
                 },
                 std::ref(n))
                .detach();
        }
        co_return;
    };
    co_await with_scope(options, body, where, depth, std::ref(stopped));
}
task<int> stops_nested(executor_ref where) {
    std::atomic<int> stopped{0};
    auto outer = spawn(where, nested_scopes(where, 20, stopped));
    for (int i = 0; i < 100; ++i) co_await yield();
    outer.cancel();
    co_await outer.ended();
    co_return stopped.load();
}
TYPED_TEST(Scope, AStopReachesTheInnermostOfNestedScopes) {
    EXPECT_EQ(this->run(stops_nested(this->executor())), 1);
}

task<std::string> failure_beats_stop(executor_ref where) {
    auto opener = spawn(where, verdict(where, [](scope& s) -> task<void> {
                            s.spawn(fails_when_stopped(3)).detach();
                            co_await forever();
                        }));
    for (int i = 0; i < 10; ++i) co_await yield();
    opener.cancel();
    co_await opener.ended();
    co_return opener.take();
}
TYPED_TEST(Scope, AFailureComesBeforeTheOpenersStop) {
    EXPECT_EQ(this->run(failure_beats_stop(this->executor())), "3|");
}

task<std::string> stop_beats_value(executor_ref where) {
    auto opener = spawn(
        where,
        [](executor_ref e) -> task<std::string> {
            const scope_options options{.executor = e};
            try {
                static_cast<void>(co_await with_scope(options, [](scope& s) -> task<int> {
                    s.spawn(forever()).detach();
                    co_return 1;
                }));
            } catch (const operation_cancelled&) {
                co_return "stopped";
            }
            co_return "a value";
        },
        where);
    for (int i = 0; i < 10; ++i) co_await yield();
    opener.cancel();
    co_await opener.ended();
    co_return opener.take();
}
TYPED_TEST(Scope, TheOpenersStopComesBeforeTheBodysValue) {
    EXPECT_EQ(this->run(stop_beats_value(this->executor())), "stopped");
}

task<int> borrows(executor_ref where) {
    counted alive(42);  // before the scope: children may borrow it
    std::atomic<int> sum{0};
    const scope_options options{.executor = where};
    co_await with_scope(
        options,
        [](scope& s, counted& lent, std::atomic<int>& total) -> task<void> {
            for (int i = 0; i < 10; ++i) {
                s.spawn(
                     [](counted& c, std::atomic<int>& t) -> task<void> {
                         co_await yield();
                         t += c.value();
                     },
                     std::ref(lent), std::ref(total))
                    .detach();
            }
            co_return;
        },
        std::ref(alive), std::ref(sum));
    co_return sum.load();
}
TYPED_TEST(Scope, ChildrenMayBorrowWhatWasThereBeforeIt) {
    EXPECT_EQ(this->run(borrows(this->executor())), 420);
}

}  // namespace
}  // namespace wend::test
