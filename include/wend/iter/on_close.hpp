#pragma once
#include <wend/core/invoke.hpp>
#include <wend/core/moved.hpp>
#include <wend/task/detail/await.hpp>
#include <wend/task/detail/taint.hpp>
#include <wend/task/task.hpp>

#include <type_traits>
#include <utility>

namespace wend::inline v0 {
namespace detail {

/// A resource and how to close it.
template <class R, class F>
class close_record final : public exit_node {
public:
    template <class R2, class F2>
    close_record(R2&& r, F2&& f) : resource(std::forward<R2>(r)), fn(std::forward<F2>(f)) {}
    task<void> close() override { co_await detail::invoke(fn, resource); }

    R resource;
    F fn;
};

/// Registers a record with the awaiting coroutine, without suspending.
template <class R, class F>
class register_close : public native_awaiter {
public:
    template <class R2, class F2>
    register_close(R2&& r, F2&& f)
        : record_{new close_record<R, F>(std::forward<R2>(r), std::forward<F2>(f))} {}
    register_close(register_close&& other) noexcept
        : record_{std::exchange(other.record_, nullptr)} {}
    ~register_close() { delete record_; }

    bool await_ready() const noexcept { return false; }
    bool await_ready(promise_base& p) {
        stage_ = &p.stage();
        return true;
    }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    R& await_resume() noexcept {
        close_record<R, F>& registered = *std::exchange(record_, nullptr);
        stage_->add_record(registered);
        return registered.resource;
    }

private:
    close_record<R, F>* record_;
    exit_stage* stage_ = nullptr;
};

}  // namespace detail

/// `auto& r = co_await on_close(std::move(resource), fn)`: Python's `async with` inside a generator or
/// task. The coroutine owns `resource` from here on; however its body ends, `fn(resource)` is awaited
/// after the body's locals are gone and before its end is delivered, last registered first, shielded
/// from stop requests. `fn`: a pointer to member or a callable that returns an awaitable.
template <class R, class F>
[[nodiscard]] auto on_close(R&& resource, F&& fn) {
    using record_resource =
        std::remove_cvref_t<decltype(detail::unwrap_moved(std::forward<R>(resource)))>;
    static_assert(
        !std::is_lvalue_reference_v<decltype(detail::unwrap_moved(std::forward<R>(resource)))>,
        "wend: on_close owns its resource: write on_close(std::move(resource), fn)");
    using record_fn = std::decay_t<decltype(detail::unwrap_moved(std::forward<F>(fn)))>;
    using registration = detail::register_close<record_resource, record_fn>;
    if constexpr (detail::hazardous_argument<R> || detail::hazardous_argument<F>) {
        return detail::tainted_awaitable<registration>{
            std::in_place, detail::unwrap_moved(std::forward<R>(resource)),
            detail::unwrap_moved(std::forward<F>(fn))};
    } else {
        return registration{detail::unwrap_moved(std::forward<R>(resource)),
                            detail::unwrap_moved(std::forward<F>(fn))};
    }
}

}  // namespace wend::inline v0
