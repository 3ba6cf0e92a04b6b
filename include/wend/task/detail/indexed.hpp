#pragma once
#include <cstddef>
#include <type_traits>
#include <utility>

namespace wend::inline v0::detail {

template <class R>
constexpr auto first_of_range(R& range) {
    if constexpr (std::is_array_v<R>) {
        return +range;
    } else {
        return range.begin();
    }
}
template <class R>
constexpr std::size_t size_of_range(R& range) {
    if constexpr (std::is_array_v<R>) {
        return std::extent_v<R>;
    } else {
        return static_cast<std::size_t>(range.size());
    }
}

/// A range whose elements are reached by their number, and which knows how many there are. Without
/// <ranges>: a random access iterator has a subscript, others don't.
template <class R>
concept indexed_range = requires(std::remove_reference_t<R>& range) {
    size_of_range(range);
    first_of_range(range)[first_of_range(range) - first_of_range(range)];
};

/// A range to be used as long as this lives: a reference to it if R is an lvalue reference, else the
/// range itself.
///
/// Threads   operator[]: any at once, as far as the iterator's subscript allows it. begin() isn't
///           called there: that of some ranges writes.
template <class R>
class indexed {
public:
    explicit constexpr indexed(R&& range)
        : range_(static_cast<R&&>(range)), first_(first_of_range(range_)) {}
    indexed(const indexed&) = delete;  // the iterator may point into it
    indexed& operator=(const indexed&) = delete;

    constexpr std::size_t size() { return size_of_range(range_); }
    constexpr decltype(auto) operator[](std::size_t i) const {
        return first_[static_cast<decltype(first_ - first_)>(i)];
    }

private:
    R range_;
    decltype(first_of_range(std::declval<std::remove_reference_t<R>&>())) first_;
};

}  // namespace wend::inline v0::detail
