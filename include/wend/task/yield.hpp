#pragma once
#include <wend/core/errors.hpp>
#include <wend/task/task.hpp>

namespace wend::inline v0 {
namespace detail {

class yield_awaiter : public native_awaiter {
public:
    bool await_ready() const noexcept { return false; }
    bool await_ready(promise_base& p) noexcept {
        promise_ = &p;
        return p.stop_requested();
    }
    template <class P>
    WEND_AWAIT_SUSPEND void await_suspend(std::coroutine_handle<P> h) const noexcept {
        P& p = h.promise();
        p.home().submit_back(p, *p.ctx);  // the frame may be gone from here
    }
    void await_resume() const {
        if (promise_->stop_requested()) throw operation_cancelled();
    }

private:
    promise_base* promise_ = nullptr;
};

}  // namespace detail

/// Lets others run: goes to the back of the queue of the awaiting coroutine's home. Other workers
/// of a pool may take it.
///
/// Resumes  at home.
/// Stop     a cancellation point, before and after: throws operation_cancelled if stop was
///          requested.
[[nodiscard]] inline detail::yield_awaiter yield() noexcept { return {}; }

}  // namespace wend::inline v0
