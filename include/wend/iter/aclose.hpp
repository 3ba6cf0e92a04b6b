#pragma once
#include <wend/iter/concepts.hpp>

namespace wend::inline v0 {
namespace detail {

/// Awaited without effect.
struct nothing_to_close : native_awaiter {
    bool await_ready() const noexcept { return true; }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    void await_resume() const noexcept {}
};

}  // namespace detail

/// Closes an iterator: awaits what its cleanup awaits. No effect for one that has nothing to close, or
/// is closed or at its end already.
template <class I>
[[nodiscard]] auto aclose(I& it) {
    if constexpr (async_closable<I>) {
        return it.aclose();
    } else {
        return detail::nothing_to_close{};
    }
}

}  // namespace wend::inline v0
