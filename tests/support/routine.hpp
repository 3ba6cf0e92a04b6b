#pragma once
#include <wend/exec/context.hpp>

#include <coroutine>
#include <exception>
#include <utility>

namespace wend::test {

/// The least coroutine type that runs in a context: lazy, awaited once, returns an int. Shows what
/// `exec` promises to coroutine types without those of the task layer.
class [[nodiscard]] routine {
public:
    struct promise_type {
        context* ctx = nullptr;
        std::coroutine_handle<> parent;
        detail::finisher* last = nullptr;
        int result = 0;

        routine get_return_object() noexcept {
            return routine{std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        std::suspend_always initial_suspend() noexcept { return {}; }
        auto final_suspend() noexcept {
            struct go_on {
                bool await_ready() const noexcept { return false; }
                WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(
                    std::coroutine_handle<promise_type> h) noexcept {
                    promise_type& p = h.promise();
                    if (p.parent) return p.ctx->transfer(p.parent);
                    if (p.last != nullptr) p.ctx->finish_with(*p.last);
                    return std::noop_coroutine();
                }
                void await_resume() const noexcept {}
            };
            return go_on{};
        }
        void return_value(int value) noexcept { result = value; }
        void unhandled_exception() noexcept { std::terminate(); }
    };
    using handle = std::coroutine_handle<promise_type>;

    explicit routine(handle h) noexcept : handle_{h} {}
    routine(routine&& other) noexcept : handle_{std::exchange(other.handle_, nullptr)} {}
    routine& operator=(routine&&) = delete;
    ~routine() {
        if (handle_) handle_.destroy();
    }

    auto operator co_await() && noexcept {
        struct start {
            handle child;
            bool await_ready() const noexcept { return false; }
            WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(handle parent) noexcept {
                child.promise().ctx = parent.promise().ctx;
                child.promise().parent = parent;
                return parent.promise().ctx->transfer(child);
            }
            int await_resume() const noexcept { return child.promise().result; }
        };
        return start{handle_};
    }

    handle get() const noexcept { return handle_; }
    bool done() const noexcept { return handle_.done(); }
    int result() const noexcept { return handle_.promise().result; }

    /// Resumes it in `here` as the task `identity`.
    void drive(context& here, detail::task_identity* identity = nullptr) noexcept {
        handle_.promise().ctx = &here;
        here.drive(handle_, identity);
    }

private:
    handle handle_;
};

}  // namespace wend::test
