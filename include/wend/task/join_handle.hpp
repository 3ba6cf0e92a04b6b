#pragma once
#include <wend/core/errors.hpp>
#include <wend/core/outcome.hpp>
#include <wend/exec/identity.hpp>
#include <wend/task/detail/task_state.hpp>
#include <wend/task/detail/wait.hpp>
#include <wend/task/task.hpp>

#include <string>

namespace wend::inline v0 {
namespace detail {

/// A spawned task's state with room for its outcome.
template <class T>
class join_state final : public task_state {
public:
    join_state(executor_ref home, std::string_view name) : task_state{home, name} {}
    outcome<T> result;

private:
    void take_outcome(promise_base& root) noexcept override {
        result = std::move(static_cast<task_promise<T>&>(root).result);
    }
    std::exception_ptr error() const noexcept override { return result.error(); }
};

/// Waits for the end of a spawned task. The waiter is told once; a stop request of the waiter ends
/// the wait only.
template <class T>
class join_awaiter : public native_awaiter {
public:
    explicit join_awaiter(join_state<T>& state) noexcept : state_{&state} {}

    bool await_ready() const noexcept { return false; }
    bool await_ready(promise_base& p) noexcept {
        WEND_ASSERT(p.state() != state_, "a task awaits its own handle");
        stopped_ = p.stop_requested();
        return stopped_ || state_->ended();
    }

    template <class P>
    WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) noexcept {
        node_.state = state_;
        node_.begin(h.promise(), [](wait_node& n) noexcept {
            return static_cast<node&>(n).state->remove_waiter(n);
        });
        if (!state_->add_waiter(node_)) return h.promise().ctx->transfer(h);
        node_.until_stopped();
        return node_.suspended();  // the frame may be gone from here
    }

    T await_resume() {
        if (stopped_ || node_.stopped()) throw operation_cancelled();
        state_->mark_taken();
        if (is_cancellation(state_->result.error())) throw task_cancelled();
        return std::move(state_->result).take();
    }

private:
    struct node : wait_node {
        task_state* state = nullptr;
    };
    join_state<T>* state_;
    node node_;
    bool stopped_ = false;
};

/// Waits for the end of a spawned task and leaves its outcome alone.
class end_awaiter : public native_awaiter {
public:
    explicit end_awaiter(task_state& state) noexcept : state_{&state} {}
    bool await_ready() const noexcept { return state_->ended(); }
    template <class P>
    WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) noexcept {
        node_.begin(h.promise(), nullptr);
        if (!state_->add_waiter(node_)) return h.promise().ctx->transfer(h);
        return node_.suspended();  // the frame may be gone from here
    }
    void await_resume() const noexcept {}

private:
    task_state* state_;
    wait_node node_;
};

}  // namespace detail

template <class T = void>
class join_handle;

namespace detail {

template <class T>
join_handle<T> spawn_owned(executor_ref target, task<T> body, std::string_view name,
                           scope_core* owner);

}  // namespace detail

/// The right to a spawned task's outcome. Dropping it drops nothing but the possibility to ask: the
/// task goes on, and an error that nobody took is reported.
///
/// Threads  move-only; one thread at a time. cancel() and ready(): any thread that may use the
///          handle.
template <class T>
class [[nodiscard]] join_handle {
public:
    join_handle() noexcept = default;
    join_handle(join_handle&& other) noexcept : state_{std::exchange(other.state_, nullptr)} {}
    join_handle& operator=(join_handle&& other) noexcept {
        std::swap(state_, other.state_);
        return *this;
    }
    ~join_handle() {
        if (state_ != nullptr) state_->drop();
    }

    /// Waits for the task's end and takes its outcome: the value, its exception, or task_cancelled.
    /// Stop: ends the wait with operation_cancelled, the task goes on and the handle can be awaited
    /// again. Resumes at home.
    detail::join_awaiter<T> operator co_await() const noexcept {
        WEND_ASSERT(state_ != nullptr,
                    "this join_handle is empty: it was moved from or default-constructed");
        return detail::join_awaiter<T>{*state_};
    }

    /// Waits for the task's end, whatever it is; the outcome stays to be taken. Stop: not interrupted.
    detail::end_awaiter ended() const noexcept {
        WEND_ASSERT(state_ != nullptr,
                    "this join_handle is empty: it was moved from or default-constructed");
        return detail::end_awaiter{*state_};
    }

    /// The task has ended; its outcome can be taken without waiting.
    bool ready() const noexcept { return state_ != nullptr && state_->ended(); }
    /// Takes the outcome of a task that is ready(): its value, or its exception rethrown.
    T take() {
        WEND_ASSERT(ready(), "join_handle::take: the task hasn't ended: await the handle");
        state_->mark_taken();
        if (detail::is_cancellation(state_->result.error())) throw task_cancelled();
        return std::move(state_->result).take();
    }
    /// Asks the task to stop; returns at once. No effect after its end.
    void cancel() noexcept {
        WEND_ASSERT(state_ != nullptr,
                    "this join_handle is empty: it was moved from or default-constructed");
        state_->stop().request_stop();
    }
    /// Drops the handle; says that dropping it is meant.
    void detach() && noexcept { join_handle gone{std::move(*this)}; }

    task_id id() const noexcept { return state_->identity()->id(); }
    std::string name() const { return state_->identity()->name(); }
    void set_name(std::string_view name) { state_->identity()->set_name(name); }
    explicit operator bool() const noexcept { return state_ != nullptr; }

private:
    template <class U>
    friend join_handle<U> detail::spawn_owned(executor_ref, task<U>, std::string_view,
                                              detail::scope_core*);
    explicit join_handle(detail::join_state<T>& state) noexcept : state_{&state} {}

    detail::join_state<T>* state_ = nullptr;
};

namespace detail {

/// Spawns into a scope, or (null) into the executor's root scope.
template <class T>
join_handle<T> spawn_owned(executor_ref target, task<T> body, std::string_view name,
                           scope_core* owner) {
    WEND_ASSERT(static_cast<bool>(target),
                "spawn needs an executor: this executor_ref refers to none");
    auto* state = new join_state<T>(target, name);
    auto* root = body.release_for_start();
    try {
        state->start(*root, owner);
    } catch (...) {
        root->self().destroy();
        state->drop();
        state->drop();
        throw;
    }
    return join_handle<T>{*state};
}

}  // namespace detail
}  // namespace wend::inline v0
