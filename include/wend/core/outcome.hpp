#pragma once
#include <wend/core/assert.hpp>

#include <cstddef>
#include <exception>
#include <new>
#include <type_traits>
#include <utility>

namespace wend::inline v0 {

/// How a piece of work ended: nothing yet, a value, or an exception. T: an object type, a
/// reference, or void. Neither thread-safe nor synchronised: who hands it over orders the accesses.
template <class T>
class [[nodiscard]] outcome {
    using stored =
        std::conditional_t<std::is_void_v<T>, std::byte,
                           std::conditional_t<std::is_reference_v<T>, std::add_pointer_t<T>, T>>;
    enum class state : unsigned char { empty, value, error };

public:
    outcome() noexcept {}
    outcome(outcome&& other) noexcept(std::is_nothrow_move_constructible_v<stored>) {
        adopt(std::move(other));
    }
    outcome& operator=(outcome&& other) noexcept(std::is_nothrow_move_constructible_v<stored>) {
        if (this != &other) {
            reset();
            adopt(std::move(other));
        }
        return *this;
    }
    ~outcome() { reset(); }

    template <class... U>
    void set_value(U&&... value) {
        reset();
        if constexpr (std::is_reference_v<T>) {
            ::new (static_cast<void*>(__builtin_addressof(value_)))
                stored(__builtin_addressof(value)...);
        } else {
            ::new (static_cast<void*>(__builtin_addressof(value_)))
                stored(std::forward<U>(value)...);
        }
        state_ = state::value;
    }
    void set_error(std::exception_ptr error) noexcept {
        reset();
        ::new (static_cast<void*>(&error_)) std::exception_ptr(std::move(error));
        state_ = state::error;
    }

    explicit operator bool() const noexcept { return state_ != state::empty; }
    bool has_value() const noexcept { return state_ == state::value; }
    bool has_error() const noexcept { return state_ == state::error; }
    /// The exception; null unless has_error().
    std::exception_ptr error() const noexcept { return has_error() ? error_ : nullptr; }

    /// Moves the value out, or rethrows the exception. A broken contract if there is neither.
    T take() && {
        WEND_ASSERT(state_ != state::empty, "an outcome was taken before the work had ended");
        if (state_ == state::error) std::rethrow_exception(error_);
        if constexpr (std::is_void_v<T>) {
            return;
        } else if constexpr (std::is_reference_v<T>) {
            return static_cast<T>(*value_);
        } else {
            return std::move(value_);
        }
    }

private:
    void adopt(outcome&& other) {
        if (other.state_ == state::value) {
            ::new (static_cast<void*>(__builtin_addressof(value_))) stored(std::move(other.value_));
        } else if (other.state_ == state::error) {
            ::new (static_cast<void*>(&error_)) std::exception_ptr(other.error_);
        }
        state_ = other.state_;
    }
    void reset() noexcept {
        if (state_ == state::value) {
            value_.~stored();
        } else if (state_ == state::error) {
            error_.~exception_ptr();
        }
        state_ = state::empty;
    }

    union {
        stored value_;
        std::exception_ptr error_;
    };
    state state_ = state::empty;
};

}  // namespace wend::inline v0
