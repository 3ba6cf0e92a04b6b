#pragma once
#include <wend/core/errors.hpp>
#include <wend/core/moved.hpp>
#include <wend/iter/concepts.hpp>
#include <wend/task/detail/promise_base.hpp>
#include <wend/task/detail/taint.hpp>

#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace wend::inline v0 {
namespace detail {

struct foreign_base {};

/// What a hook returned, and its awaiter.
template <class I>
struct asked {
    using hook_result = decltype(std::declval<I&>().anext());
    using inner_awaiter = awaiter_t<hook_result>;

    explicit asked(I& it)
        : awaitable{it.anext()}, inner{get_awaiter(static_cast<hook_result&&>(awaitable))} {}

    hook_result awaitable;
    inner_awaiter inner;
};

/// The same for a hook that may end by throwing the signal when it is called: then there is nothing.
template <class I>
struct asked_or_end {
    explicit asked_or_end(I& it) {
        try {
            made.emplace(it);
        } catch (const stop_async_iteration&) {  // the end; await_resume says so
        }
    }
    std::optional<asked<I>> made;
};

/// The awaiter of one advance: calls the hook when it is awaited, not before, so that a request
/// which is made and dropped consumes nothing. As native as what the hook returns.
template <class I>
class advance
    : public std::conditional_t<
          std::derived_from<std::remove_cvref_t<awaiter_t<decltype(std::declval<I&>().anext())>>,
                            native_awaiter>,
          native_awaiter, foreign_base> {
    using inner_awaiter = typename asked<I>::inner_awaiter;
    static constexpr bool may_end_at_the_call = !noexcept(std::declval<I&>().anext());

public:
    explicit advance(I& it) : asked_{it} {}

    bool await_ready() { return ended() || inner().await_ready(); }
    bool await_ready(promise_base& p)
        requires requires(inner_awaiter& a) { a.await_ready(p); }
    {
        return ended() || inner().await_ready(p);
    }
    template <class P>
    WEND_AWAIT_SUSPEND auto await_suspend(std::coroutine_handle<P> h) noexcept(
        noexcept(std::declval<inner_awaiter&>().await_suspend(h))) {
        return inner().await_suspend(h);
    }
    advance_t<I> await_resume() {
        if (ended()) return {};
        try {
            return inner().await_resume();
        } catch (const stop_async_iteration&) {  // a hand-written hook may end this way, too
            return {};
        }
    }

private:
    bool ended() const noexcept {
        if constexpr (may_end_at_the_call) return !asked_.made.has_value();
        return false;
    }
    auto& inner() noexcept {
        if constexpr (may_end_at_the_call) {
            return asked_.made->inner;
        } else {
            return asked_.inner;
        }
    }

    std::conditional_t<may_end_at_the_call, asked_or_end<I>, asked<I>> asked_;
};

/// One request: lazy, move-only, awaited once.
template <class I>
class request_base {
public:
    explicit request_base(I& it) noexcept : it_{&it} {}
    request_base(request_base&& other) noexcept : it_{std::exchange(other.it_, nullptr)} {}
    request_base& operator=(request_base&&) = delete;

protected:
    I& take() {
        if (it_ == nullptr) {
            throw std::logic_error("wend: this request has been awaited already: make a new one");
        }
        return *std::exchange(it_, nullptr);
    }

private:
    I* it_;
};

}  // namespace detail

template <class I>
class [[nodiscard]] next_request : public detail::request_base<I> {
public:
    using detail::request_base<I>::request_base;
    detail::advance<I> operator co_await() && { return detail::advance<I>{this->take()}; }
    template <class Self = next_request>
    detail::advance<I> operator co_await() & {
        static_assert(!std::is_same_v<Self, next_request>,
                      "wend: a request is awaited once, as an rvalue: co_await std::move(request)");
        return detail::advance<I>{this->take()};
    }
};

template <class I>
class [[nodiscard]] anext_request : public detail::request_base<I> {
    using item = typename detail::advance_t<I>::item_type;

    struct awaiter : detail::advance<I> {
        using detail::advance<I>::advance;
        item await_resume() {
            auto got = detail::advance<I>::await_resume();
            if (!got) throw stop_async_iteration();
            if constexpr (std::is_reference_v<item>) {
                return static_cast<item>(*got);
            } else {
                return std::move(*got);
            }
        }
    };

public:
    using detail::request_base<I>::request_base;
    awaiter operator co_await() && { return awaiter{this->take()}; }
    template <class Self = anext_request>
    awaiter operator co_await() & {
        static_assert(!std::is_same_v<Self, anext_request>,
                      "wend: a request is awaited once, as an rvalue: co_await std::move(request)");
        return awaiter{this->take()};
    }
};

template <class I>
class [[nodiscard]] anext_or_request : public detail::request_base<I> {
    using value = async_value_t<I>;

    struct awaiter : detail::advance<I> {
        awaiter(I& it, value&& otherwise)
            : detail::advance<I>{it}, otherwise_{std::move(otherwise)} {}
        value await_resume() {
            return detail::advance<I>::await_resume().value_or(std::move(otherwise_));
        }
        value otherwise_;
    };

public:
    anext_or_request(I& it, value&& otherwise)
        : detail::request_base<I>{it}, otherwise_{std::move(otherwise)} {}
    awaiter operator co_await() && { return awaiter{this->take(), std::move(otherwise_)}; }
    template <class Self = anext_or_request>
    awaiter operator co_await() & {
        static_assert(!std::is_same_v<Self, anext_or_request>,
                      "wend: a request is awaited once, as an rvalue: co_await std::move(request)");
        return awaiter{this->take(), std::move(otherwise_)};
    }

private:
    value otherwise_;
};

namespace detail {

/// Stands in for the request where there is no iterator, so that the message about that comes first.
struct no_request : native_awaiter {
    bool await_ready() const noexcept { return true; }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    void await_resume() const noexcept {}
};

template <class I>
constexpr void require_iterator() {
    static_assert(has_anext<I>,
                  "wend: this type is not an async iterator: it has no member anext()");
    if constexpr (has_anext<I>) {
        static_assert(
            awaitable<decltype(std::declval<I&>().anext())>,
            "wend: anext() must return an awaitable of wend::next_result, not a plain value");
        if constexpr (awaitable<decltype(std::declval<I&>().anext())>) {
            static_assert(is_next_result<advance_t<I>>,
                          "wend: anext() must return an awaitable of wend::next_result");
        }
    }
}

}  // namespace detail

/// The advance primitive: `co_await next(it)` gives a next_result, an item or (empty) the end. The
/// end is never an exception here, and stays the end.
///
/// Borrows  `it`, until the request has been awaited.
/// Resumes  at the awaiter's home.
/// Stop     as the iterator says; the request itself is no cancellation point.
/// Throws   what the iterator throws; generator_already_running for a second request at a time.
template <class I>
auto next(I& it) noexcept {
    detail::require_iterator<I>();
    if constexpr (async_iterator<I>) {
        return next_request<I>{it};
    } else {
        return detail::no_request{};
    }
}

/// As next(), but gives the item itself and throws stop_async_iteration at the end: Python's anext(it).
template <class I>
auto anext(I& it) noexcept {
    detail::require_iterator<I>();
    if constexpr (async_iterator<I>) {
        return anext_request<I>{it};
    } else {
        return detail::no_request{};
    }
}

/// As next(), but gives `otherwise` at the end: Python's anext(it, default). `otherwise` is evaluated
/// at the call, whether needed or not. An error of the iterator is not replaced.
template <class I, class D>
auto anext(I& it, D&& otherwise) {
    detail::require_iterator<I>();
    if constexpr (async_iterator<I>) {
        using value = async_value_t<I>;
        if constexpr (detail::hazardous_argument<D>) {
            return detail::tainted_awaitable<anext_or_request<I>>{
                std::in_place, it, static_cast<value>(std::forward<D>(otherwise))};
        } else {
            return anext_or_request<I>{
                it, static_cast<value>(detail::unwrap_moved(std::forward<D>(otherwise)))};
        }
    } else {
        return detail::no_request{};
    }
}

}  // namespace wend::inline v0
