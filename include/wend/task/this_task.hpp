#pragma once
#include <wend/core/errors.hpp>
#include <wend/exec/identity.hpp>
#include <wend/exec/stop.hpp>
#include <wend/task/task.hpp>

#include <vector>

/// What a coroutine may ask about itself. `co_await this_task::executor` and its kin never suspend.

namespace wend::inline v0::this_task {
namespace detail_ {

using wend::detail::promise_base;

/// Reads something from the awaiting coroutine's promise, without suspending.
template <auto Read>
struct ask {
    struct awaiter : wend::detail::native_awaiter {
        bool await_ready() const noexcept { return false; }
        bool await_ready(promise_base& p) noexcept {
            promise = &p;
            return true;
        }
        void await_suspend(std::coroutine_handle<>) const noexcept {}
        decltype(auto) await_resume() const { return Read(*promise); }
        promise_base* promise = nullptr;
    };
    awaiter operator co_await() const noexcept { return {}; }
};

inline executor_ref read_executor(promise_base& p) noexcept { return p.home(); }
inline wend::stop_token read_stop(promise_base& p) noexcept { return wend::stop_token{p.stop()}; }
inline void check_stop(promise_base& p) {
    if (p.stop_requested()) throw operation_cancelled();
}
std::vector<std::exception_ptr> take_suppressed(promise_base& p);

}  // namespace detail_

/// The coroutine's home.
inline constexpr detail_::ask<&detail_::read_executor> executor{};
/// The token of the stop request the coroutine runs under; valid while it runs.
inline constexpr detail_::ask<&detail_::read_stop> stop_token{};
/// A cancellation point that never waits: throws operation_cancelled if stop was requested.
inline constexpr detail_::ask<&detail_::check_stop> safe_point{};
/// The errors that were kept beside the one that was thrown (a second child's failure, a failed
/// close), in order; they are handed out once.
inline constexpr detail_::ask<&detail_::take_suppressed> suppressed_errors{};

/// The running task's name, "None" outside of tasks.
inline std::string name() { return current_task_name(); }
/// The running task's id, 0 outside of tasks.
inline task_id id() noexcept { return current_task_id(); }
/// Renames the running task from the next record on; nothing happens outside of tasks.
void set_name(std::string_view name);

}  // namespace wend::inline v0::this_task
