#pragma once
#include <wend/core/assert.hpp>

#include <optional>
#include <type_traits>
#include <utility>

namespace wend::inline v0 {

/// What one advance of an async iterator gives: an item, or empty at the end of the sequence (PEP
/// 492's StopAsyncIteration, as a value). The two levels never collapse:
/// next_result<std::optional<U>> that holds nullopt is an item.
///
/// T: an object type (the item is stored), or V&, V const&, V&& (the item lives in its producer
/// until the next advance; the result refers to it).
template <class T>
class [[nodiscard]] next_result {
    static constexpr bool refers = std::is_reference_v<T>;
    using object = std::remove_reference_t<T>;
    using stored = std::conditional_t<refers, object*, std::optional<std::remove_cv_t<object>>>;

public:
    using value_type = std::remove_cvref_t<T>;
    using item_type = T;

    next_result() noexcept : item_{} {}                      ///< the end
    next_result(std::nullopt_t) noexcept : next_result() {}  ///< the end, spelled out

    next_result(T&& item) noexcept
        requires(refers)
        : item_{__builtin_addressof(item)} {}

    template <class U = T>
        requires(!refers && std::is_constructible_v<object, U> &&
                 !std::is_same_v<std::remove_cvref_t<U>, next_result> &&
                 !std::is_same_v<std::remove_cvref_t<U>, std::nullopt_t> &&
                 !std::is_same_v<std::remove_cvref_t<U>, std::optional<value_type>>)
    explicit(!std::is_convertible_v<U, object>)
        next_result(U&& item) noexcept(std::is_nothrow_constructible_v<object, U>)
        : item_{std::in_place, std::forward<U>(item)} {}

    /// An engaged optional is an item, an empty one the end.
    next_result(std::optional<value_type> item) noexcept(
        std::is_nothrow_move_constructible_v<value_type>)
        requires(!refers)
        : item_{std::move(item)} {}

    explicit operator bool() const noexcept { return static_cast<bool>(item_); }
    bool has_value() const noexcept { return static_cast<bool>(item_); }

    /// The item: T& for a stored one, T for a reference. A broken contract at the end.
    decltype(auto) operator*() noexcept {
        WEND_ASSERT(has_value(), "the end of an async iterator has no item: test the result first");
        if constexpr (refers) {
            return static_cast<T>(*item_);
        } else {
            return static_cast<object&>(*item_);
        }
    }
    decltype(auto) operator*() const noexcept {
        WEND_ASSERT(has_value(), "the end of an async iterator has no item: test the result first");
        if constexpr (refers) {
            return static_cast<T>(*item_);
        } else {
            return static_cast<const object&>(*item_);
        }
    }
    object* operator->() noexcept {
        auto&& item = **this;
        return __builtin_addressof(item);
    }
    const object* operator->() const noexcept {
        auto&& item = **this;
        return __builtin_addressof(item);
    }

    /// The item; throws std::bad_optional_access at the end.
    decltype(auto) value() {
        if (!has_value()) throw std::bad_optional_access();
        return **this;
    }
    template <class U>
    value_type value_or(U&& instead) && {
        if (!has_value()) return static_cast<value_type>(std::forward<U>(instead));
        if constexpr (refers) {
            return static_cast<value_type>(static_cast<T>(*item_));
        } else {
            return std::move(*item_);
        }
    }

private:
    stored item_;
};

}  // namespace wend::inline v0
