#pragma once
#include <wend/core/config.hpp>
#include <wend/task/detail/exit_stage.hpp>
#include <wend/task/detail/foreign.hpp>

#include <concepts>
#include <type_traits>

namespace wend::inline v0::detail {

/// Brings the three legal results of await_suspend to one.
template <class Awaiter, class P>
std::coroutine_handle<> suspend_with(Awaiter& awaiter, std::coroutine_handle<P> h) noexcept {
    using result = decltype(awaiter.await_suspend(h));
    if constexpr (std::is_void_v<result>) {
        awaiter.await_suspend(h);
        return std::noop_coroutine();
    } else if constexpr (std::same_as<result, bool>) {
        if (awaiter.await_suspend(h)) return std::noop_coroutine();
        return h.promise().ctx->transfer(h);  // not h itself: a transfer may nest, see context
    } else {
        return awaiter.await_suspend(h);
    }
}

/// Every await of our coroutines: first the closes of scopes that were left, then the awaiter
/// itself.
template <class Awaiter>
class staged {
public:
    template <class Make>
    staged(promise_base& p, Make&& make) : promise_{&p}, inner_{make()} {}

    bool await_ready() {
        if (promise_->must_exit()) [[unlikely]]
            return false;
        return ready(inner_, *promise_);
    }

    template <class P>
    WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) noexcept {
        if (promise_->must_exit()) [[unlikely]] {
            return promise_->exits->run(*promise_, false, &after_exits<P>, this);
        }
        return suspend_with(inner_, h);
    }

    decltype(auto) await_resume() { return inner_.await_resume(); }

private:
    static bool ready(Awaiter& inner, promise_base& p) {
        if constexpr (requires { inner.await_ready(p); }) {
            return inner.await_ready(p);
        } else {
            return inner.await_ready();
        }
    }

    template <class P>
    static std::coroutine_handle<> after_exits(void* self, promise_base& p) noexcept {
        auto& inner = static_cast<staged*>(self)->inner_;
        if (ready(inner, p)) return p.ctx->transfer(p.self());
        return suspend_with(inner, std::coroutine_handle<P>::from_promise(static_cast<P&>(p)));
    }

    promise_base* promise_;
    Awaiter inner_;
};

template <class A>
inline constexpr bool is_native =
    std::derived_from<std::remove_cvref_t<awaiter_t<A>>, native_awaiter>;

template <class A>
auto promise_base::await_transform(A&& awaitable_) {
    static_assert(awaitable<A>,
                  "wend: this can't be awaited: it has neither "
                  "await_ready/await_suspend/await_resume nor an operator "
                  "co_await");
    if constexpr (is_native<A>) {
        return staged<awaiter_t<A>>(
            *this, [&]() -> decltype(auto) { return get_awaiter(static_cast<A&&>(awaitable_)); });
    } else {
        return staged<foreign_awaiter<awaiter_t<A>>>(
            *this, [&] { return foreign_awaiter<awaiter_t<A>>(static_cast<A&&>(awaitable_)); });
    }
}

/// final_suspend of our coroutines: exits and records first, then the end.
struct final_awaiter : native_awaiter {
    bool await_ready() const noexcept { return false; }
    template <class P>
    WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(
        std::coroutine_handle<P> h) const noexcept {
        P& p = h.promise();
        if (p.exits != nullptr && !p.exits->empty()) [[unlikely]]
            return p.exits->run(p, true, &after_exits<P>, nullptr);
        return end_of(p);  // the frame may be gone from here
    }
    void await_resume() const noexcept {}

private:
    /// A failed close is the result unless the body failed: then it is kept beside the body's
    /// error.
    template <class P>
    static std::coroutine_handle<> after_exits(void*, promise_base& p) noexcept {
        if (std::exception_ptr error = std::exchange(p.exits->error, nullptr))
            static_cast<P&>(p).close_failed(error);
        return end_of(p);
    }
};

/// Gives the awaiting coroutine its own promise, without suspending.
struct own_promise : native_awaiter {
    bool await_ready() const noexcept { return false; }
    bool await_ready(promise_base& p) noexcept {
        promise = &p;
        return true;
    }
    template <class P>
    bool await_suspend(std::coroutine_handle<P>) noexcept {
        static_assert(std::derived_from<P, promise_base>,
                      "wend: this works in wend's coroutines only (task, async_generator): a "
                      "foreign coroutine type has no exit stage and no context");
        return false;
    }
    promise_base& await_resume() const noexcept { return *promise; }
    promise_base* promise = nullptr;
};

}  // namespace wend::inline v0::detail
