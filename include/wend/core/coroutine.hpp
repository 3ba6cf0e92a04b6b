#pragma once
#include <concepts>
#include <coroutine>
#include <utility>

namespace wend::inline v0::detail {

/// An awaiter of ours: its await_suspend takes the handle of a coroutine whose promise is a
/// detail::promise_base, and brings that coroutine home by itself. It may have a second
/// await_ready(promise_base&), which is asked instead of the plain one. Awaiters without this base
/// are foreign and are adapted.
struct native_awaiter {};

template <class A>
concept has_member_co_await = requires(A&& a) { static_cast<A&&>(a).operator co_await(); };
template <class A>
concept has_free_co_await = requires(A&& a) { operator co_await(static_cast<A&&>(a)); };

/// The awaiter of an awaitable, as the language finds it: member, then free operator co_await, then
/// itself.
template <class A>
constexpr decltype(auto) get_awaiter(A&& awaitable) {
    if constexpr (has_member_co_await<A>) {
        return static_cast<A&&>(awaitable).operator co_await();
    } else if constexpr (has_free_co_await<A>) {
        return operator co_await(static_cast<A&&>(awaitable));
    } else {
        return static_cast<A&&>(awaitable);
    }
}

template <class A>
using awaiter_t = decltype(get_awaiter(std::declval<A>()));

}  // namespace wend::inline v0::detail

namespace wend::inline v0 {

/// Something `co_await` accepts: the three await functions, or an operator co_await that leads to
/// them.
template <class A>
concept awaitable = requires(detail::awaiter_t<A>&& awaiter) {
    { awaiter.await_ready() } -> std::convertible_to<bool>;
    awaiter.await_resume();
};

/// What `co_await a` gives.
template <class A>
using await_result_t = decltype(std::declval<detail::awaiter_t<A>&>().await_resume());

}  // namespace wend::inline v0
