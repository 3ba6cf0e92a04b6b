#pragma once
#include <wend/core/invoke.hpp>
#include <wend/task/task.hpp>

#include <type_traits>
#include <utility>

namespace wend::inline v0::detail {

template <class R>
struct body_result {
    using type = R;
};
template <class T>
struct body_result<task<T>> {
    using type = T;
};
/// What a task's body F, called with A, comes to: the T of the task it returns, or what it returns.
template <class F, class... A>
using body_result_t =
    typename body_result<std::invoke_result_t<std::decay_t<F>, std::decay_t<A>...>>::type;

/// A callable that makes the body of a task: what can be called with moved arguments, and isn't
/// itself a task.
template <class F, class... A>
concept task_body =
    !is_task<std::remove_cvref_t<F>> && std::is_invocable_v<std::decay_t<F>, std::decay_t<A>...>;

/// Calls `body` inside a coroutine whose frame owns it and its arguments, so that a coroutine
/// lambda's captures and references to arguments live as long as the task.
template <class F, class... A>
task<body_result_t<F, A...>> call(F body, A... arguments) {
    using result = std::invoke_result_t<F, A...>;
    if constexpr (is_task<result>) {
        result inner = ::wend::detail::invoke(std::move(body), std::move(arguments)...);
        co_return co_await std::move(inner);
    } else {
        co_return ::wend::detail::invoke(std::move(body), std::move(arguments)...);
    }
}

}  // namespace wend::inline v0::detail
