#include "tests/support/executors.hpp"

#include <gmock/gmock.h>
#include <wend/task/this_task.hpp>

#include <coroutine>
#include <stdexcept>
#include <string>
#include <thread>

// Awaitables of others: each legal form of await_suspend, and home afterwards.

namespace wend::test {
namespace {

template <class F>
class Foreign : public ExecutorSuite<F> {};
TYPED_TEST_SUITE(Foreign, every_executor, executor_names);

struct broken : std::runtime_error {
    broken() : std::runtime_error("broken") {}
};

struct is_ready {
    bool await_ready() const noexcept { return true; }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    int await_resume() const noexcept { return 1; }
};
struct resumes_in_place {
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> h) const { h.resume(); }
    int await_resume() const noexcept { return 2; }
};
struct declines {
    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<>) const noexcept { return false; }
    int await_resume() const noexcept { return 4; }
};
struct accepts_and_resumes {
    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> h) const {
        h.resume();
        return true;
    }
    int await_resume() const noexcept { return 8; }
};
struct transfers_back {
    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> h) const noexcept { return h; }
    int await_resume() const noexcept { return 16; }
};
struct from_a_thread {
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> h) const {
        std::thread([h] { h.resume(); }).detach();
    }
    int await_resume() const noexcept { return 32; }
};
struct through_an_operator {
    from_a_thread operator co_await() const noexcept { return {}; }
};

template <class A>
task<int> awaits(executor_ref home) {
    const A foreign{};
    const int got = co_await foreign;
    const bool at_home = current_context()->here() == home && home.running_here();
    co_return at_home&& this_task::name() == "traveller" ? got : -1;
}
template <class A>
task<int> as_traveller(executor_ref home) {
    auto handle = spawn(home, awaits<A>(home), {.name = "traveller"});
    co_return co_await handle;
}
TYPED_TEST(Foreign, EveryFormOfAwaitSuspendComesHome) {
    const executor_ref home = this->executor();
    EXPECT_EQ(this->run(as_traveller<is_ready>(home)), 1);
    EXPECT_EQ(this->run(as_traveller<resumes_in_place>(home)), 2);
    EXPECT_EQ(this->run(as_traveller<declines>(home)), 4);
    EXPECT_EQ(this->run(as_traveller<accepts_and_resumes>(home)), 8);
    EXPECT_EQ(this->run(as_traveller<transfers_back>(home)), 16);
    if constexpr (!std::is_same_v<TypeParam, on_manual>) {  // which nobody steps meanwhile
        EXPECT_EQ(this->run(as_traveller<from_a_thread>(home)), 32);
        EXPECT_EQ(this->run(as_traveller<through_an_operator>(home)), 32);
    }
}

struct throws_when_asked {
    bool await_ready() const { throw broken(); }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    void await_resume() const noexcept {}
};
struct throws_when_suspending {
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<>) const { throw broken(); }
    void await_resume() const noexcept {}
};
struct throws_on_resume {
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> h) const { h.resume(); }
    void await_resume() const { throw broken(); }
};
template <class A>
task<bool> catches(executor_ref home) {
    try {
        co_await A{};
    } catch (const broken&) {
        co_return current_context()->here() == home;
    }
    co_return false;
}
TYPED_TEST(Foreign, AnErrorOfAnyOfItsFunctionsArrivesAtTheAwait) {
    const executor_ref home = this->executor();
    EXPECT_TRUE(this->run(catches<throws_when_asked>(home)));
    EXPECT_TRUE(this->run(catches<throws_when_suspending>(home)));
    EXPECT_TRUE(this->run(catches<throws_on_resume>(home)));
}

// A coroutine type of the user's own, with plain symmetric transfer, between two of ours.

class own_coroutine {
public:
    struct promise_type {
        std::coroutine_handle<> continuation = std::noop_coroutine();
        own_coroutine get_return_object() {
            return own_coroutine{std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        std::suspend_always initial_suspend() const noexcept { return {}; }
        auto final_suspend() const noexcept {
            struct back {
                bool await_ready() const noexcept { return false; }
                std::coroutine_handle<> await_suspend(
                    std::coroutine_handle<promise_type> h) const noexcept {
                    return h.promise().continuation;
                }
                void await_resume() const noexcept {}
            };
            return back{};
        }
        void return_void() const noexcept {}
        void unhandled_exception() const { throw; }
    };
    explicit own_coroutine(std::coroutine_handle<promise_type> h) : handle_{h} {}
    own_coroutine(const own_coroutine&) = delete;
    ~own_coroutine() { handle_.destroy(); }

    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiter) const noexcept {
        handle_.promise().continuation = awaiter;
        return handle_;
    }
    void await_resume() const noexcept {}

private:
    std::coroutine_handle<promise_type> handle_;
};
own_coroutine theirs(int depth) {
    if (depth == 0) {
        co_await from_a_thread{};
    } else {
        own_coroutine inner = theirs(depth - 1);
        co_await inner;
    }
}
task<int> ours_below(int depth);
task<int> ours_over_theirs(executor_ref home) {
    own_coroutine chain = theirs(50);
    co_await chain;  // completed by a thread that isn't ours, through 50 frames that aren't either
    const int below = co_await ours_below(20'000);
    co_return current_context()->here() == home ? below : -1;
}
task<int> ours_below(int depth) {
    if (depth == 0) co_return 0;
    const int below = co_await ours_below(depth - 1);
    co_return below + 1;
}
TYPED_TEST(Foreign, CX_08_ADeepChainAfterAForeignCoroutineThatAForeignThreadCompletes) {
    if constexpr (!std::is_same_v<TypeParam, on_manual>) {  // which nobody steps meanwhile
        EXPECT_EQ(this->run(ours_over_theirs(this->executor())), 20'000);
    } else {
        EXPECT_EQ(this->run(ours_below(20'000)), 20'000);  // the base is taken inside step()
    }
}

}  // namespace
}  // namespace wend::test
