#pragma once
#include <wend/core/outcome.hpp>
#include <wend/task/detail/await.hpp>

#include <exception>
#include <utility>

namespace wend::inline v0 {

template <class T>
class task;

namespace detail {

template <class T>
class task_promise;

template <class T>
class task_promise_base : public promise_base {
public:
    task<T> get_return_object() noexcept;
    std::suspend_always initial_suspend() const noexcept { return {}; }
    final_awaiter final_suspend() const noexcept { return {}; }
    void unhandled_exception() noexcept {
        failed = true;
        result.set_error(std::current_exception());
    }
    void close_failed(std::exception_ptr error) noexcept;

    outcome<T> result;
};

template <class T>
class task_promise : public task_promise_base<T> {
public:
    template <class U = T>
        requires std::is_constructible_v<T, U>
    void return_value(U&& value) {
        this->result.set_value(std::forward<U>(value));
    }
};

template <>
class task_promise<void> : public task_promise_base<void> {
public:
    void return_void() noexcept { result.set_value(); }
};

/// Runs an awaited task inline, as its awaiter: same executor, identity, stop; no scheduling, no
/// atomic operation.
template <class T>
class task_awaiter : public native_awaiter {
public:
    explicit task_awaiter(task_promise<T>& child) noexcept : child_{&child} {}

    bool await_ready() const noexcept { return false; }

    template <class P>
    WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) noexcept {
        P& parent = h.promise();
        child_->inherit(parent);
        child_->ends_in(parent);
        return parent.ctx->transfer(child_->self());
    }

    T await_resume() { return std::move(child_->result).take(); }

private:
    task_promise<T>* child_;
};

}  // namespace detail

/// A coroutine that is started by being awaited, and gives one T: a value, a reference, void, a
/// move-only type.
///
/// Lazy: dropped unstarted, its arguments are destroyed and nothing else happens. Awaited once, as
/// an rvalue: `co_await f()` or `co_await std::move(t)`. It runs inline as its awaiter (same
/// executor, name, stop request) and resumes it at the awaiter's home; an exception is rethrown
/// there. The frame lives to the end of the full-expression that awaits it, so a returned reference
/// into the frame doesn't outlive the statement.
///
/// Take parameters by value; references only where the caller awaits in the same expression. A
/// capturing lambda must not be a task: its captures die with the closure, not with the frame.
template <class T = void>
class [[nodiscard]] task {
public:
    using promise_type = detail::task_promise<T>;
    using value_type = T;

    task(task&& other) noexcept : promise_{std::exchange(other.promise_, nullptr)} {}
    task& operator=(task&& other) noexcept {
        std::swap(promise_, other.promise_);
        return *this;
    }
    ~task() {
        if (promise_ != nullptr) promise_->self().destroy();
    }

    detail::task_awaiter<T> operator co_await() && noexcept {
        WEND_ASSERT(promise_ != nullptr, "this task was moved from: there is nothing to await");
        return detail::task_awaiter<T>{*promise_};
    }
    template <class Self = task>
    detail::task_awaiter<T> operator co_await() & {
        static_assert(!std::is_same_v<Self, task>,
                      "wend: a task is awaited once, as an rvalue: write co_await std::move(t)");
        return detail::task_awaiter<T>{*promise_};
    }

    /// For what starts tasks otherwise than by awaiting them: the promise is the caller's to
    /// destroy.
    promise_type* release_for_start() noexcept { return std::exchange(promise_, nullptr); }

    /// For combinators that start the task while they own it.
    promise_type* promise() const noexcept { return promise_; }

private:
    friend class detail::task_promise_base<T>;
    explicit task(promise_type& promise) noexcept : promise_{&promise} {}

    promise_type* promise_;
};

namespace detail {

template <class T>
task<T> task_promise_base<T>::get_return_object() noexcept {
    static_assert(
        alignof(task_promise<T>) <= promise_base::most_aligned,
        "wend: a task's result can't be aligned more strictly than max_align_t: return it "
        "in a std::unique_ptr");
    return task<T>{static_cast<task_promise<T>&>(*this)};
}

template <class T>
void task_promise_base<T>::close_failed(std::exception_ptr error) noexcept {
    if (result.has_error()) {
        suppress(*this, std::move(error));
    } else {
        failed = true;
        result.set_error(std::move(error));
    }
}

template <class T>
inline constexpr bool is_task = false;
template <class T>
inline constexpr bool is_task<task<T>> = true;

}  // namespace detail
}  // namespace wend::inline v0
