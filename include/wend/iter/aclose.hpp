#pragma once
#include <wend/iter/concepts.hpp>
#include <wend/task/task.hpp>

namespace wend::inline v0 {
namespace detail {

/// Awaited without effect.
struct nothing_to_close : native_awaiter {
    bool await_ready() const noexcept { return true; }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    void await_resume() const noexcept {}
};

/// Cleanup sees no stop request: each of its awaits would throw at once.
template <class I>
task<void> close_shielded(I& it) {
    promise_base& me = co_await own_promise{};
    environment_guard shield{me};
    shield.ours.stop = nullptr;
    co_await it.aclose();
}

}  // namespace detail

/// Closes an iterator: awaits what its cleanup awaits. No effect for one that has nothing to close, or
/// is closed or at its end already.
///
/// Borrows  `it`, until the close has been awaited.
/// Resumes  at the awaiter's home.
/// Stop     not interrupted, and not seen by the cleanup.
template <class I>
[[nodiscard]] auto aclose(I& it) {
    if constexpr (async_closable<I>) {
        return detail::close_shielded(it);
    } else {
        return detail::nothing_to_close{};
    }
}

}  // namespace wend::inline v0
