#pragma once
#include <wend/exec/main_loop.hpp>
#include <wend/rt/runtime.hpp>

namespace wend::inline v0 {

/// `name`: of the root task, "Task-N" if not given.
struct run_options {
    std::string_view name{};
    runtime_options runtime{};
};
static_assert(!hazardous_temporary<run_options>);

namespace detail {

template <class T>
bool handle_ready(void* handle) noexcept {
    return static_cast<join_handle<T>*>(handle)->ready();
}

}  // namespace detail

/// Makes a runtime, runs `root` as its first task on the calling thread, and returns its value or
/// throws its error. The root task's home is a loop on this thread: it is never stolen, and its
/// records show this thread. When it has ended, tasks that are still live are asked to stop and
/// joined.
///
/// Throws  what the options' constructors throw; then what `root` throws (task_cancelled if it was
///         cancelled).
template <class T>
T run(task<T> root, const run_options& options = {}) {
    runtime rt{options.runtime};
    main_loop loop;
    join_handle<T> handle = spawn(loop, std::move(root), spawn_options{.name = options.name});
    loop.run_until(&detail::handle_ready<T>, &handle);
    rt.close(&loop);
    return handle.take();
}

/// run() for main(): never throws. Returns the task's value (0 for void) as exit code; an error is
/// printed on stderr and gives 1.
int run_main(task<int> root, const run_options& options = {}) noexcept;
int run_main(task<void> root, const run_options& options = {}) noexcept;

}  // namespace wend::inline v0
