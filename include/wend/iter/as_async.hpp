#pragma once
#include <wend/iter/async_generator.hpp>
#include <wend/iter/for.hpp>
#include <wend/iter/pipe.hpp>

#include <iterator>

namespace wend::inline v0 {
namespace detail {

template <class Range>
using range_item_t = decltype(*std::begin(std::declval<std::remove_reference_t<Range>&>()));

template <class Range>
async_generator<range_item_t<Range>> range_items(Range range) {
    using item = range_item_t<Range>&&;
    for (auto&& each : range) co_yield passed_on<item>{static_cast<item>(each)};
}

}  // namespace detail

/// A plain range as an async iterator: an lvalue is borrowed, an rvalue moved in. Items are what the
/// range's iterator gives (`T&` for a container).
template <class Range>
[[nodiscard]] auto as_async(Range&& range) {
    return detail::taint_if<detail::hazardous_argument<Range>>(
        detail::range_items<detail::kept_source<Range>>(std::forward<Range>(range)));
}

/// The same by its name in the specification.
template <class Range>
[[nodiscard]] auto from_range(Range&& range) {
    return as_async(std::forward<Range>(range));
}

}  // namespace wend::inline v0
