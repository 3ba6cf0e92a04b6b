#pragma once
#include <wend/core/errors.hpp>
#include <wend/task/default_executor.hpp>
#include <wend/task/resume_on.hpp>
#include <wend/task/spawn.hpp>

namespace wend::inline v0 {
namespace detail {

/// The newest runtime's pool. Throws no_runtime.
inline executor_ref required_pool() {
    const executor_ref pool = default_executor();
    if (!pool) throw no_runtime();
    return pool;
}
/// The newest runtime's blocking pool. Throws no_runtime.
inline executor_ref required_blocking() {
    const executor_ref pool = default_blocking_executor();
    if (!pool) throw no_runtime();
    return pool;
}

}  // namespace detail

/// Starts a task on the running runtime's pool, from any thread. Throws no_runtime without one;
/// otherwise as spawn(executor_ref, …).
template <class T>
join_handle<T> spawn(task<T> body, spawn_options options = {}) {
    return spawn(detail::required_pool(), std::move(body), options);
}
template <class F, class... A>
    requires detail::task_body<F, A...>
auto spawn(F&& body, A&&... arguments) {
    return spawn(detail::required_pool(), spawn_options{}, std::forward<F>(body),
                 std::forward<A>(arguments)...);
}
template <class F, class... A>
    requires detail::task_body<F, A...>
auto spawn(spawn_options options, F&& body, A&&... arguments) {
    return spawn(detail::required_pool(), options, std::forward<F>(body),
                 std::forward<A>(arguments)...);
}

/// Awaits `body(arguments...)`, a plain call that may block, on the runtime's blocking pool.
/// Callable and arguments are moved into a frame of their own; the result comes back to the
/// awaiter's home. Throws what the call throws, no_runtime.
///
/// Stop  not interrupted: the call may borrow from the awaiter.
template <class F, class... A>
    requires detail::task_body<F, A...>
[[nodiscard]] auto blocking(F&& body, A&&... arguments) {
    return on(detail::required_blocking(),
              detail::call<std::decay_t<F>, std::decay_t<A>...>(std::forward<F>(body),
                                                                std::forward<A>(arguments)...));
}

}  // namespace wend::inline v0
