#pragma once
#include <wend/task/default_executor.hpp>
#include <wend/task/detail/call.hpp>
#include <wend/task/detail/scope_core.hpp>
#include <wend/task/join_handle.hpp>
#include <wend/task/spawn.hpp>

#include <optional>
#include <type_traits>

namespace wend::inline v0 {

/// A scope was cancelled and its body has no value to return.
struct scope_cancelled : std::runtime_error {
    scope_cancelled()
        : std::runtime_error("wend: this scope was cancelled before its body returned a value") {}
};

/// `executor`: where children run; none: the runtime's pool, without a runtime the opener's home.
struct scope_options {
    executor_ref executor{};
};
static_assert(!hazardous_temporary<scope_options>);

class scope;

namespace detail {
template <class R, class F, class... A>
task<R> run_scope(scope_options options, F body, A... arguments);
}

/// Owns the tasks spawned into it, inside with_scope(): none outlives it. The first failure asks
/// the others and the body to stop and is thrown when all have ended; later ones are kept as
/// suppressed errors of the opener's task.
///
/// Threads   spawn(), cancel(), live(): any, while the scope is open.
class scope {
public:
    scope(const scope&) = delete;
    scope& operator=(const scope&) = delete;

    /// Starts a child task; never waits. In a cancelled scope the child is born with stop
    /// requested. Throws scope_closed after the join, runtime_closed, bad_alloc. Borrowed things
    /// must have been alive before the scope was opened.
    template <class T>
    join_handle<T> spawn(task<T> body, spawn_options options = {}) {
        return detail::spawn_owned<T>(executor_, std::move(body), options.name, &core_);
    }
    template <class F, class... A>
        requires detail::task_body<F, A...>
    auto spawn(spawn_options options, F&& body, A&&... arguments) {
        return spawn(detail::call<std::decay_t<F>, std::decay_t<A>...>(
                         std::forward<F>(body), std::forward<A>(arguments)...),
                     options);
    }
    template <class F, class... A>
        requires detail::task_body<F, A...>
    auto spawn(F&& body, A&&... arguments) {
        return spawn(spawn_options{}, std::forward<F>(body), std::forward<A>(arguments)...);
    }

    /// Asks the body and all children, present and future, to stop. Returns at once.
    void cancel() noexcept { core_.cancel(); }
    stop_token token() noexcept { return stop_token{&core_.stop()}; }
    /// Children that haven't ended.
    std::size_t live() const noexcept { return core_.live(); }

private:
    template <class R, class F, class... A>
    friend task<R> detail::run_scope(scope_options, F, A...);

    scope(detail::promise_base& opener, executor_ref executor) noexcept
        : core_{opener}, executor_{executor} {}

    detail::scope_core core_;
    executor_ref executor_;
};

namespace detail {

/// Awaits a task under another stop state than the awaiter's.
template <class T>
class under_stop : public task_awaiter<T> {
public:
    under_stop(task<T>& body, stop_state& stop) noexcept
        : task_awaiter<T>{*body.promise()}, promise_{body.promise()}, stop_{&stop} {}
    template <class P>
    WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) noexcept {
        const auto next = task_awaiter<T>::await_suspend(h);
        env_ = *promise_->env;
        env_.stop = stop_;
        promise_->env = &env_;  // the body hasn't been resumed yet
        return next;
    }

private:
    task_promise<T>* promise_;
    stop_state* stop_;
    environment env_;
};

template <class R, class F, class... A>
task<R> run_scope(scope_options options, F body, A... arguments) {
    promise_base& opener = co_await own_promise{};
    executor_ref where = options.executor;
    if (!where) where = default_executor();
    if (!where) where = opener.home();
    scope s{opener, where};
    outcome<R> result;
    bool body_stopped = false;
    try {
        task<R> inner = detail::invoke(std::move(body), s, std::move(arguments)...);
        under_stop<R> wait{inner, s.core_.stop()};
        if constexpr (std::is_void_v<R>) {
            co_await wait;
            result.set_value();
        } else {
            result.set_value(co_await wait);
        }
    } catch (const operation_cancelled&) {
        body_stopped = true;
    } catch (...) {
        s.core_.body_failed(std::current_exception());
    }
    co_await s.core_.children();
    co_await s.core_.close();
    if (std::exception_ptr failure = s.core_.failure()) std::rethrow_exception(failure);
    if (s.core_.opener_stopped() || (body_stopped && !s.core_.cancelled()))
        throw operation_cancelled();
    if constexpr (!std::is_void_v<R>) {
        if (!result) throw scope_cancelled();
        co_return std::move(result).take();
    }
}

}  // namespace detail

/// Runs `body(scope&, arguments...)`, a task, as the caller, and returns its result when it and all
/// children of the scope have ended, on every path. Callable and arguments are kept in a frame of
/// their own.
///
/// Throws  the first failure of a child or the body; then operation_cancelled if the caller was
///         asked to stop; then scope_cancelled if the scope was cancelled before a non-void body
///         returned.
/// Stop    reaches the body and the children; the join isn't interrupted.
template <class F, class... A>
    requires std::is_invocable_v<std::decay_t<F>, scope&, std::decay_t<A>...>
auto with_scope(scope_options options, F&& body, A&&... arguments) {
    using body_task = std::invoke_result_t<std::decay_t<F>, scope&, std::decay_t<A>...>;
    static_assert(detail::is_task<body_task>,
                  "wend: the body of with_scope must return a wend::task");
    return detail::run_scope<typename body_task::value_type, std::decay_t<F>, std::decay_t<A>...>(
        options, std::forward<F>(body), std::forward<A>(arguments)...);
}
template <class F, class... A>
    requires std::is_invocable_v<std::decay_t<F>, scope&, std::decay_t<A>...>
auto with_scope(F&& body, A&&... arguments) {
    return with_scope(scope_options{}, std::forward<F>(body), std::forward<A>(arguments)...);
}

}  // namespace wend::inline v0
