#pragma once
#include <wend/core/atomic.hpp>
#include <wend/core/errors.hpp>
#include <wend/core/moved.hpp>
#include <wend/core/next_result.hpp>
#include <wend/task/detail/await.hpp>
#include <wend/task/task.hpp>

#include <type_traits>
#include <utility>

namespace wend::inline v0 {

template <class Yield>
class async_generator;

namespace detail {

/// idle: suspended at its beginning or at a co_yield.  running: a request is in progress, until its
/// consumer has taken the result.  done: the body has ended.
enum class generator_state : std::uint8_t { idle, running, done };

/// The part of a generator's promise that doesn't know its type.
///
/// A request binds the consumer's home, task and stop request to the body, so the body runs as
/// whoever asks, wherever that is; what the body yields goes back to the consumer's own home.
/// Threads  state is changed by whoever runs a request. Plain loads and stores: a request that starts
///          after another has suspended is always refused, two in the same instant may not be.
class generator_promise_base : public promise_base {
public:
    std::suspend_always initial_suspend() const noexcept { return {}; }
    final_awaiter final_suspend() noexcept {
        item = nullptr;
        return {};
    }
    void return_void() const noexcept {}
    void unhandled_exception() noexcept {
        failed = true;
        try {
            throw;
        } catch (const stop_async_iteration&) {
            try {
                throw async_generator_error();  // nests the signal: PEP 479's rule
            } catch (...) {
                error = std::current_exception();
            }
        } catch (...) {
            error = std::current_exception();
        }
    }
    void close_failed(std::exception_ptr close_error) noexcept {
        if (error) {
            suppress(*this, std::move(close_error));
        } else {
            error = std::move(close_error);
        }
    }

    generator_state state_now() const noexcept { return now.load(relaxed); }  // see Threads
    void set_state(generator_state s) noexcept { now.store(s, relaxed); }     // see Threads

    /// Starts a request of `consumer`: what its await_suspend returns.
    std::coroutine_handle<> request(promise_base& consumer) noexcept {
        set_state(generator_state::running);
        ctx = consumer.ctx;
        asked_by_ = *consumer.env;  // a copy: the consumer may be gone when we are destroyed
        env = &asked_by_;
        owns_env = true;
        ends_in(consumer);
        item = nullptr;
        return consumer.ctx->transfer(self());
    }
    /// The body has stopped at a yield: hands over to the consumer, at its home.
    std::coroutine_handle<> hand_over() noexcept { return continue_with(*awaiter(), *ctx); }

    void* item = nullptr;  ///< lives in the body's frame until the next request; null: the end
    std::exception_ptr error;

private:
    environment asked_by_;
    atomic<generator_state> now{generator_state::idle};
};

/// Suspends at a yield. Scopes that the body has left are closed before the item is handed over.
struct yield_point : native_awaiter {
    bool await_ready() const noexcept { return false; }
    template <class P>
    WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(
        std::coroutine_handle<P> h) const noexcept {
        P& p = h.promise();
        if (p.must_exit()) [[unlikely]] {
            return p.exits->run(p, false, &after_exits<P>, nullptr);
        }
        return p.hand_over();  // the frame may be gone from here
    }
    void await_resume() const noexcept {}

private:
    template <class P>
    static std::coroutine_handle<> after_exits(void*, promise_base& p) noexcept {
        return static_cast<P&>(p).hand_over();
    }
};

/// Yields a copy, which lives until the body goes on.
template <class T>
struct copy_point : yield_point {
    explicit copy_point(const T& item) : copy(item) {}
    template <class P>
    WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) noexcept {
        h.promise().item = __builtin_addressof(copy);
        return yield_point::await_suspend(h);
    }
    T copy;
};

/// What an adaptor passes on: it has a name where it comes from, so it is no temporary.
template <class Item>
struct passed_on {
    Item&& item;
};

template <class Yield>
class generator_promise : public generator_promise_base {
    using object = std::remove_reference_t<Yield>;
    using value = std::remove_cvref_t<Yield>;

public:
    using reference = std::conditional_t<std::is_reference_v<Yield>, Yield, Yield&&>;

    async_generator<Yield> get_return_object() noexcept {
        static_assert(alignof(generator_promise) <= promise_base::most_aligned);
        return async_generator<Yield>{*this};
    }

    /// What is yielded lives in the body's frame until the next request or close.
    yield_point yield_value(reference yielded) noexcept {
        if constexpr (std::is_rvalue_reference_v<reference>) refuse_hazard();
        return show(yielded);
    }
    yield_point yield_value(value&& temporary) noexcept
        requires(std::is_lvalue_reference_v<reference> && std::is_const_v<object> &&
                 hazardous_temporary<value>)
    {
        refuse_hazard();
        return show(temporary);
    }
    /// An lvalue, where items are values: yields a copy of it.
    auto yield_value(const value& yielded)
        requires(std::is_rvalue_reference_v<reference> && std::is_copy_constructible_v<value>)
    {
        return copy_point<value>{yielded};
    }
    /// An object with a name, moved from: what to write where g++ 12 refuses a temporary.
    yield_point yield_value(moved_ref<value> named) noexcept
        requires(std::is_rvalue_reference_v<reference>)
    {
        return show(named.get());
    }
    yield_point yield_value(passed_on<reference> named) noexcept { return show(named.item); }

    reference take_item() noexcept { return static_cast<reference>(*static_cast<object*>(item)); }

private:
    static constexpr void refuse_hazard() noexcept {
        static_assert(!hazardous_temporary<value>,
                      "wend: g++ 12 destroys this temporary twice inside co_yield: name it, then "
                      "co_yield wend::moved(name), or co_yield name where items are references");
    }
    yield_point show(const object& yielded) noexcept {
        item = const_cast<void*>(static_cast<const volatile void*>(__builtin_addressof(yielded)));
        return {};
    }
};

/// One request to a generator, as its consumer awaits it.
template <class Yield>
class generator_request : public native_awaiter {
    using promise = generator_promise<Yield>;

public:
    using result = next_result<typename promise::reference>;

    explicit generator_request(promise* p) noexcept : promise_{p} {}

    bool await_ready() const noexcept { return false; }
    bool await_ready(promise_base&) noexcept {
        if (promise_ == nullptr) return true;
        switch (promise_->state_now()) {
            case generator_state::idle:
                return false;
            case generator_state::done:
                promise_ = nullptr;
                return true;
            case generator_state::running:
                refused_ = true;
                return true;
        }
        return true;
    }
    template <class P>
    WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) noexcept {
        return promise_->request(h.promise());  // the frame may be gone from here
    }
    result await_resume() {
        if (refused_) throw generator_already_running();
        if (promise_ == nullptr) return {};
        if (promise_->item != nullptr) {
            promise_->set_state(generator_state::idle);  // only now: the item has been taken
            return result{promise_->take_item()};
        }
        promise_->set_state(generator_state::done);
        if (promise_->error) std::rethrow_exception(std::exchange(promise_->error, nullptr));
        return {};
    }

private:
    promise* promise_;
    bool refused_ = false;
};

}  // namespace detail

/// A coroutine that yields a sequence, each item awaited (PEP 525), with std::generator's rules:
/// `async_generator<T>` gives T&&, `<T&>` and `<const T&>` what they say. A yielded object lives in the
/// body's frame until the next request.
///
/// Lazy, move-only; default-constructed it is at its end. The body runs as whoever asks: on its
/// executor, under its name and stop request, and may differ from item to item. It may move
/// (`co_await resume_on(z)`): the item still arrives at the consumer's home, and the next request
/// takes the body to the requester again. One request at a time; a second throws
/// generator_already_running and harms nobody. After the end, or an error, it stays at its end.
///
/// Destroyed without aclose(), its locals are destroyed; closes it still owes (on_close, loops over
/// owned sources) are awaited by a task on the executor it last ran on, which must still be there.
template <class Yield>
class [[nodiscard]] async_generator {
    static_assert(!std::is_void_v<Yield>, "wend: an async_generator yields something");

public:
    using promise_type = detail::generator_promise<Yield>;

    async_generator() noexcept = default;
    async_generator(async_generator&& other) noexcept
        : promise_{std::exchange(other.promise_, nullptr)} {}
    async_generator& operator=(async_generator&& other) noexcept {
        std::swap(promise_, other.promise_);
        return *this;
    }
    ~async_generator() {
        if (promise_ == nullptr) return;
        WEND_ASSERT(!running(), "an async_generator was destroyed while a request is in progress");
        promise_->self().destroy();
    }

    async_generator& aiter() noexcept { return *this; }
    /// The hook; use next(it) or anext(it).
    [[nodiscard]] detail::generator_request<Yield> anext() noexcept {
        return detail::generator_request<Yield>{promise_};
    }

    /// Ends the body where it stands, by destroying its frame, then awaits the closes it owes: scopes
    /// it was in, innermost first, then on_close resources, last registered first. No effect before
    /// the start, at the end, or twice. Throws the first failure of a close; generator_already_running
    /// while a request is in progress.
    [[nodiscard]] task<void> aclose() { return close(*this); }

    bool exhausted() const noexcept {
        return promise_ == nullptr || promise_->state_now() == detail::generator_state::done;
    }
    bool running() const noexcept {
        return promise_ != nullptr && promise_->state_now() == detail::generator_state::running;
    }

private:
    friend promise_type;
    explicit async_generator(promise_type& promise) noexcept : promise_{&promise} {}

    static task<void> close(async_generator& g) {
        if (g.running()) throw generator_already_running();
        if (g.promise_ == nullptr) co_return;
        promise_type* const ended = std::exchange(g.promise_, nullptr);
        detail::exit_stage* const owed = ended->release_stage();
        ended->self().destroy();
        co_await detail::close_stage(owed);
    }

    promise_type* promise_ = nullptr;
};

}  // namespace wend::inline v0
