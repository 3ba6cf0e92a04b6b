#pragma once
#include <wend/core/config.hpp>

#include <type_traits>

namespace wend::inline v0 {
namespace detail {

/// True for closure types, by the compiler's own spelling of the type: "… [with T =
/// f()::<lambda(int)>]".
template <class T>
constexpr bool spelled_as_closure() noexcept {
    const char* text = __PRETTY_FUNCTION__;
    unsigned end = 0;
    while (text[end] != '\0') ++end;
    if (end < 2 || text[end - 1] != ']' || text[end - 2] != '>') return false;
    unsigned depth = 0;  // walk back to the '<' that opens the last bracket
    for (unsigned i = end - 2;; --i) {
        if (text[i] == '>' && (i == 0 || text[i - 1] != '-')) ++depth;
        if (text[i] == '<' && --depth == 0) {
            const char word[] = "lambda(";
            for (unsigned k = 0; k < sizeof(word) - 1; ++k) {
                if (text[i + 1 + k] != word[k]) return false;
            }
            return true;
        }
        if (i == 0) return false;
    }
}

}  // namespace detail

/// True for a type whose temporaries this compiler destroys twice inside a co_await or co_yield
/// expression: with g++ 12, aggregates and closures that aren't trivially destructible. Always
/// false with other compilers.
template <class T>
inline constexpr bool hazardous_temporary =
    detail::destroys_temporaries_twice && std::is_class_v<T> &&
    !std::is_trivially_destructible_v<T> &&
    (std::is_aggregate_v<T> || detail::spelled_as_closure<T>());

/// A named object to be moved from. Passing `moved(name)` where a temporary would be hazardous says
/// that the object has a name, and so a single destruction.
template <class T>
class moved_ref {
public:
    explicit constexpr moved_ref(T& named) noexcept : named_{&named} {}
    constexpr operator T&&() const noexcept { return static_cast<T&&>(*named_); }
    constexpr T&& get() const noexcept { return static_cast<T&&>(*named_); }

private:
    T* named_;
};

template <class T>
constexpr moved_ref<T> moved(T& named) noexcept {
    return moved_ref<T>{named};
}
template <class T>
void moved(const T&& temporary) = delete;  // name it first: this binds to lvalues only

namespace detail {

template <class T>
inline constexpr bool is_moved_ref = false;
template <class T>
inline constexpr bool is_moved_ref<moved_ref<T>> = true;

/// The object behind an argument: what moved(x) refers to, else the argument itself.
template <class T>
constexpr decltype(auto) unwrap_moved(T&& argument) noexcept {
    if constexpr (is_moved_ref<std::remove_cvref_t<T>>) {
        return argument.get();
    } else {
        return static_cast<T&&>(argument);
    }
}

}  // namespace detail
}  // namespace wend::inline v0
