#include "tests/support/ahead_executor.hpp"
#include "tests/support/executors.hpp"

#include <wend/task/resume_on.hpp>
#include <wend/task/scope.hpp>
#include <wend/task/when_all_range.hpp>
#include <wend/task/yield.hpp>

#include <atomic>
#include <coroutine>
#include <optional>
#include <thread>

// Another thread resumes the frame, and in most cases ends and destroys it, before await_suspend has
// returned. What fails here fails in a sanitizer.

namespace wend::test {
namespace {

constexpr int many = 20'000;

/// A pool of two and an executor that overtakes who submits to it.
class FrameRace : public ::testing::Test {
protected:
    FrameRace() { allow_seconds(120); }
    /// Runs it as a task whose home is overtaking: its end, too, happens inside a submit().
    template <class F, class... A>
    void run_ahead(F f, A... arguments) {
        auto handle = spawn(ahead, f, arguments...);
        sync_wait(handle);
    }
    ahead_executor ahead;
    pool workers{{.workers = 2, .name = "behind"}};
};

task<void> hop_and_end(executor_ref away, executor_ref home) {
    co_await resume_on(away);
    co_await resume_on(home);  // the rest, and the destruction, happen inside submit()
}
TEST_F(FrameRace, R_03_ResumeOnEndsBeforeItsSubmitReturns) {
    for (int i = 0; i < many; ++i)
        run_ahead(hop_and_end, executor_ref{workers}, executor_ref{ahead});
}

task<int> on_another(int i) { co_return i; }
task<void> goes_on_another(executor_ref away) {
    for (int i = 0; i < many; ++i) {
        const int got = co_await on(away, on_another(i));
        if (got != i) throw std::runtime_error("another's result");
    }
}
TEST_F(FrameRace, R_03_OnComesBackBeforeItsSubmitReturns) {
    run_ahead(goes_on_another, executor_ref{workers});
    sync_wait(spawn(workers, goes_on_another(ahead)));
}

task<int> a_turn(int i) {
    co_await yield();
    co_return i;
}
task<void> waits_for(executor_ref away, int rounds) {
    for (int i = 0; i < rounds; ++i) {
        auto handle = spawn(away, a_turn(i));
        const int got = co_await handle;
        if (got != i) throw std::runtime_error("another's result");
        auto ended = spawn(away, a_turn(i));
        co_await ended.ended();
    }
}
TEST_F(FrameRace, R_03_AJoinersWaitEndsInsideTheEndOfTheTask) {
    run_ahead(waits_for, executor_ref{workers}, many);
}
TEST_F(FrameRace, R_03_ATaskEndsWhileItsJoinerRegisters) {
    pool others{{.workers = 1, .name = "others"}};
    sync_wait(spawn(others, waits_for(workers, many)));
}

task<void> waits_once(join_handle<void>& gate) {
    try {
        co_await gate;
    } catch (const operation_cancelled&) {  // stopped first
    } catch (const task_cancelled&) {       // the gate was
    }
}
task<void> until_stopped() {
    while (true) co_await yield();
}
task<void> result_against_stop(executor_ref a, executor_ref b, int rounds) {
    for (int i = 0; i < rounds; ++i) {
        auto gate = spawn(a, until_stopped());
        auto waiter = spawn(b, waits_once(gate));
        if (i % 3 == 0) co_await yield();
        auto stops_gate = spawn(
            a,
            [](join_handle<void>& g) -> task<void> {
                g.cancel();
                co_return;
            },
            std::ref(gate));
        waiter.cancel();
        co_await stops_gate;
        co_await waiter.ended();
        co_await gate.ended();
    }
}
TEST_F(FrameRace, R_03_AJoinersStopMeetsTheEndOfTheTask) {
    pool others{{.workers = 1, .name = "others"}};
    sync_wait(spawn(workers, result_against_stop(workers, others, many)));
}
TEST_F(FrameRace, R_03_AnOvertakingJoinersStopMeetsTheEndOfTheTask) {
    // Fewer: with more busy threads than processors each round takes a time slice.
    sync_wait(spawn(workers, result_against_stop(workers, ahead, many / 40)));
}

task<void> branches_on(int rounds) {
    for (int i = 0; i < rounds; ++i) {
        auto got = co_await when_all(on_another(i), a_turn(i), on_another(i));
        if (std::get<1>(got) != i) throw std::runtime_error("another's result");
    }
}
task<void> branches_elsewhere(executor_ref away, int rounds) {
    for (int i = 0; i < rounds; ++i) {
        std::vector<task<void>> branches;
        for (int k = 0; k < 3; ++k) {
            branches.push_back([](executor_ref there) -> task<void> {
                co_await resume_on(there);  // and ends there
            }(away));
        }
        co_await when_all(std::move(branches));
    }
}
TEST_F(FrameRace, R_03_BranchesEndBeforeTheyHaveAllBeenOffered) {
    run_ahead(branches_on, many);
    run_ahead(branches_elsewhere, executor_ref{workers}, many);
    sync_wait(spawn(workers, branches_on(many)));
    sync_wait(spawn(workers, branches_elsewhere(ahead, many)));
}

task<void> opens_scopes(executor_ref children, int rounds) {
    scope_options options{.executor = children};
    for (int i = 0; i < rounds; ++i) {
        co_await with_scope(options, [](scope& s) -> task<void> {
            s.spawn(a_turn(1)).detach();
            s.spawn(on_another(2)).detach();
            co_return;
        });
    }
}
task<void> opens_stopped_scopes(executor_ref children) {
    try {
        while (true) co_await opens_scopes(children, 1);
    } catch (const operation_cancelled&) {
    }
}
TEST_F(FrameRace, R_03_AScopesLastChildEndsWhileItsOpenerJoins) {
    run_ahead(opens_scopes, executor_ref{workers}, many);
    sync_wait(spawn(workers, opens_scopes(ahead, many)));
    pool others{{.workers = 1, .name = "others"}};
    sync_wait(spawn(others, opens_scopes(workers, many)));
}
TEST_F(FrameRace, R_03_AnOpenersStopMeetsTheEndOfItsScope) {
    pool others{{.workers = 1, .name = "others"}};
    for (int i = 0; i < many / 10; ++i) {
        auto opener = spawn(others, opens_stopped_scopes(workers));
        std::this_thread::yield();
        opener.cancel();
        sync_wait(opener.ended());
    }
}

/// Hands the handle to a thread that resumes it while await_suspend is still busy.
class resumer {
public:
    resumer() : thread_{[this] { serve(); }} {}
    ~resumer() {
        ending_.store(true);
        thread_.join();
    }
    void resume_and_wait(std::coroutine_handle<> h) noexcept {
        request mine{h};
        request* none = nullptr;
        while (!offered_.compare_exchange_weak(none, &mine)) {
            none = nullptr;
            std::this_thread::yield();
        }
        while (!mine.done.load()) std::this_thread::yield();
    }

private:
    struct request {
        std::coroutine_handle<> handle;
        std::atomic<bool> done{false};
    };
    void serve() {
        while (!ending_.load()) {
            if (request* r = offered_.exchange(nullptr)) {
                r->handle.resume();
                r->done.store(true);
            } else {
                std::this_thread::yield();
            }
        }
    }
    std::atomic<request*> offered_{nullptr};
    std::atomic<bool> ending_{false};
    std::thread thread_;
};
struct resumed_early {
    resumer* by;
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> h) const noexcept { by->resume_and_wait(h); }
    void await_resume() const noexcept {}
};
struct resumed_early_bool : resumed_early {
    bool await_suspend(std::coroutine_handle<> h) const noexcept {
        by->resume_and_wait(h);
        return true;
    }
};
struct resumed_early_handle : resumed_early {
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> h) const noexcept {
        by->resume_and_wait(h);
        return std::noop_coroutine();
    }
};
task<void> awaits_foreign(resumer* by) {
    resumed_early one{by};
    resumed_early_bool two{{by}};
    resumed_early_handle three{{by}};
    co_await one;
    co_await two;
    co_await three;
}
TEST_F(FrameRace, R_03_AForeignThreadResumesInsideAForeignAwaitSuspend) {
    // Not on the overtaking executor: its thread is inside the await_suspend that the resumer's
    // submit() home would wait for.
    resumer by;
    for (int i = 0; i < many; ++i) sync_wait(spawn(workers, awaits_foreign(&by)));
}

}  // namespace
}  // namespace wend::test
