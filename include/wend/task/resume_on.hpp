#pragma once
#include <wend/task/task.hpp>

namespace wend::inline v0 {
namespace detail {

class resume_on_awaiter : public native_awaiter {
public:
    explicit resume_on_awaiter(executor_ref target) noexcept : target_{target} {}
    bool await_ready() const noexcept { return false; }
    bool await_ready(promise_base& p) const {
        if (p.home() == target_) return true;
        p.own_environment().home = target_;
        return p.ctx->here() == target_;
    }
    template <class P>
    WEND_AWAIT_SUSPEND void await_suspend(std::coroutine_handle<P> h) const noexcept {
        P& p = h.promise();
        p.home().submit(p, *p.ctx);  // the frame may be gone from here
    }
    void await_resume() const noexcept {}

private:
    executor_ref target_;
};

template <class T>
class on_awaiter : public native_awaiter {
public:
    on_awaiter(executor_ref target, task<T> body) noexcept
        : target_{target}, body_{std::move(body)} {}
    bool await_ready() const noexcept { return false; }
    template <class P>
    WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) noexcept {
        P& parent = h.promise();
        task_promise<T>& child = *body_.promise();
        child.inherit(parent);
        env_ = *parent.env;
        env_.home = target_;
        child.env = &env_;
        child.ends_in(parent);
        return continue_with(child, *parent.ctx);  // the frame may be gone from here
    }
    T await_resume() { return std::move(body_.promise()->result).take(); }

private:
    executor_ref target_;
    environment env_;
    task<T> body_;
};

}  // namespace detail

/// Makes `target` the home of the awaiting coroutine, until it ends or moves again, and continues
/// there. Its awaiter isn't affected: it resumes at its own home.
///
/// Borrows   `target`, as long as it is the home.
/// Frame     may be gone once the item is submitted: await_suspend touches nothing after it.
/// Resumes   on `target`; inline, without a queue, if it is there already.
/// Stop      not interrupted by a stop request.
/// Throws    std::bad_alloc, the first time in a coroutine that isn't a generator: the new home has to
///           be kept somewhere.
[[nodiscard]] inline detail::resume_on_awaiter resume_on(executor_ref target) noexcept {
    return detail::resume_on_awaiter{target};
}

/// Runs `body` with `target` as its home and comes back: two hops, none if the awaiter is there
/// already.
///
/// Borrows   `target`, until the body has ended.
/// Resumes   at the awaiter's home.
/// Stop      the body sees the awaiter's stop request.
template <class T>
[[nodiscard]] detail::on_awaiter<T> on(executor_ref target, task<T> body) noexcept {
    return detail::on_awaiter<T>{target, std::move(body)};
}

}  // namespace wend::inline v0
