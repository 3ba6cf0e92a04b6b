#pragma once
#include <wend/core/config.hpp>
#include <wend/task/detail/promise_base.hpp>

#include <type_traits>

namespace wend::inline v0::detail {

/// The coroutine whose handle a foreign awaitable gets in place of ours: resumed by whoever and
/// wherever, it submits the real one to its home. So code after a foreign await runs at home, under
/// its own task.
class homecoming {
public:
    struct promise_type : frame_allocated {
        promise_base* traveller = nullptr;
        homecoming get_return_object() noexcept {
            return homecoming{std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        std::suspend_always initial_suspend() const noexcept { return {}; }
        auto final_suspend() const noexcept {
            struct submit_home {
                bool await_ready() const noexcept { return false; }
                WEND_AWAIT_SUSPEND void await_suspend(
                    std::coroutine_handle<promise_type> h) const noexcept {
                    promise_base& p = *h.promise().traveller;
                    p.home().submit(p);  // our frame may be gone from here: its owner is running
                }
                void await_resume() const noexcept {}
            };
            return submit_home{};
        }
        void return_void() const noexcept {}
        void unhandled_exception() const noexcept {}  // the body is empty
    };

    homecoming() noexcept = default;
    explicit homecoming(std::coroutine_handle<promise_type> h) noexcept : handle_{h} {}
    homecoming(homecoming&& other) noexcept : handle_{std::exchange(other.handle_, nullptr)} {}
    homecoming& operator=(homecoming&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~homecoming() {
        if (handle_) handle_.destroy();
    }
    std::coroutine_handle<> bring(promise_base& p) noexcept {
        handle_.promise().traveller = &p;
        return handle_;
    }

private:
    std::coroutine_handle<promise_type> handle_;
};

/// Throws bad_alloc; the frame is recycled memory.
homecoming make_homecoming();

/// An awaiter of somebody else's, as one of ours: its await_suspend gets a handle that brings the
/// coroutine home.
template <class Awaiter>
class foreign_awaiter : public native_awaiter {
public:
    template <class A>
    explicit foreign_awaiter(A&& awaitable) : inner_{get_awaiter(static_cast<A&&>(awaitable))} {}

    bool await_ready() { return static_cast<bool>(inner_.await_ready()); }

    template <class P>
    WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) noexcept {
        try {
            way_home_ = make_homecoming();
            const std::coroutine_handle<> stand_in = way_home_.bring(h.promise());
            using result = decltype(inner_.await_suspend(stand_in));
            if constexpr (std::is_void_v<result>) {
                inner_.await_suspend(stand_in);
                return std::noop_coroutine();  // the frame may be gone from here
            } else if constexpr (std::is_same_v<result, bool>) {
                if (inner_.await_suspend(stand_in)) return std::noop_coroutine();
                return h.promise().ctx->transfer(h);
            } else {
                return inner_.await_suspend(stand_in);
            }
        } catch (...) {  // it didn't suspend: the language resumes the coroutine with the
                         // exception, and so do we
            error_ = std::current_exception();
            return h.promise().ctx->transfer(h);
        }
    }

    decltype(auto) await_resume() {
        if (error_) std::rethrow_exception(error_);
        return inner_.await_resume();
    }

private:
    Awaiter inner_;
    homecoming way_home_;
    std::exception_ptr error_;
};

}  // namespace wend::inline v0::detail
