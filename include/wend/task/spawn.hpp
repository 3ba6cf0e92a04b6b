#pragma once
#include <wend/core/moved.hpp>
#include <wend/task/detail/call.hpp>
#include <wend/task/join_handle.hpp>
#include <wend/task/task.hpp>

#include <type_traits>

namespace wend::inline v0 {

/// Copied by the callee. `name`: of the task; not given (null data): "Task-N", the next number of
/// the process.
struct spawn_options {
    std::string_view name{};
};
static_assert(!hazardous_temporary<spawn_options>);

/// Starts `body` as a task of its own on `target`: named, owned by that executor's root scope.
/// Never runs it inside the call. Any thread.
///
/// Throws   runtime_closed if the executor has been stopped, std::bad_alloc; the body is then
///          destroyed unstarted.
/// Borrows  `target`, until the task has ended. The task ends on it.
template <class T>
join_handle<T> spawn(executor_ref target, task<T> body, spawn_options options = {}) {
    return detail::spawn_owned<T>(target, std::move(body), options.name, nullptr);
}

/// The same for a callable and its arguments: all are moved into the task's own frame, where the
/// call is made. `body` returns a task, or a plain result.
template <class F, class... A>
    requires detail::task_body<F, A...>
auto spawn(executor_ref target, spawn_options options, F&& body, A&&... arguments) {
    return spawn(target,
                 detail::call<std::decay_t<F>, std::decay_t<A>...>(std::forward<F>(body),
                                                                   std::forward<A>(arguments)...),
                 options);
}
template <class F, class... A>
    requires detail::task_body<F, A...>
auto spawn(executor_ref target, F&& body, A&&... arguments) {
    return spawn(target, spawn_options{}, std::forward<F>(body), std::forward<A>(arguments)...);
}

}  // namespace wend::inline v0
