#pragma once
#include <wend/core/coroutine.hpp>
#include <wend/core/invoke.hpp>
#include <wend/task/task.hpp>

#include <type_traits>

namespace wend::inline v0::detail {

/// What an adaptor's callable comes to for an item: what it returns, or what that gives when awaited.
template <class F, class Item>
struct applied {
    using type = std::invoke_result_t<F&, Item>;
};
template <class F, class Item>
    requires awaitable<std::invoke_result_t<F&, Item>>
struct applied<F, Item> {
    using type = await_result_t<std::invoke_result_t<F&, Item>>;
};
template <class F, class Item>
using applied_t = typename applied<F, Item>::type;

template <class F, class Item>
inline constexpr bool applies_async = awaitable<std::invoke_result_t<F&, Item>>;

}  // namespace wend::inline v0::detail
