#pragma once
#include <wend/core/coroutine.hpp>
#include <wend/core/next_result.hpp>

#include <concepts>
#include <type_traits>

namespace wend::inline v0 {
namespace detail {

template <class T>
inline constexpr bool is_next_result = false;
template <class T>
inline constexpr bool is_next_result<next_result<T>> = true;

template <class I>
concept has_anext = requires(I& it) { it.anext(); };
template <class R>
concept has_aiter = requires(R& source) { source.aiter(); };

/// What `co_await it.anext()` gives: a next_result.
template <class I>
using advance_t = await_result_t<decltype(std::declval<I&>().anext())>;

}  // namespace detail

/// Gives items, each awaited: `it.anext()` is an awaitable of next_result<R>, empty at the end, and
/// for ever after. PEP 492's asynchronous iterator.
template <class I>
concept async_iterator = detail::has_anext<I> && awaitable<decltype(std::declval<I&>().anext())> &&
                         detail::is_next_result<detail::advance_t<I>>;

/// `source.aiter()` is an async_iterator, by value or by reference. PEP 492's asynchronous iterable.
/// Iterators of the library are iterable: their aiter() is themselves.
template <class R>
concept async_iterable =
    detail::has_aiter<std::remove_reference_t<R>> &&
    async_iterator<
        std::remove_reference_t<decltype(std::declval<std::remove_reference_t<R>&>().aiter())>>;

/// `it.aclose()` is an awaitable; it releases what the iterator holds. Idempotent.
template <class I>
concept async_closable = requires(I& it) {
    { it.aclose() } -> awaitable;
};

/// What `*result` of an advance gives.
template <class I>
using async_reference_t = decltype(*std::declval<detail::advance_t<std::remove_reference_t<I>>&>());
/// The item as a value.
template <class I>
using async_value_t = typename detail::advance_t<std::remove_reference_t<I>>::value_type;

}  // namespace wend::inline v0
