#pragma once

namespace wend::inline v0 {

/// What a branch without a value gives in a tuple.
struct unit {
    friend constexpr bool operator==(unit, unit) noexcept { return true; }
};

namespace detail {

template <class T>
struct branch_value {
    using type = T;
};
template <>
struct branch_value<void> {
    using type = unit;
};
/// T, or unit for void.
template <class T>
using branch_value_t = typename branch_value<T>::type;

}  // namespace detail
}  // namespace wend::inline v0
