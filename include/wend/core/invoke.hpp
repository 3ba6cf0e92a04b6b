#pragma once
#include <type_traits>
#include <utility>

namespace wend::inline v0::detail {

/// std::invoke without <functional>: calls what can be called, and pointers to member functions on
/// an object, a reference wrapper or a pointer.
template <class F, class First, class... A>
constexpr decltype(auto) invoke(F&& f, First&& first, A&&... arguments) {
    if constexpr (!std::is_member_function_pointer_v<std::decay_t<F>>) {
        return std::forward<F>(f)(std::forward<First>(first), std::forward<A>(arguments)...);
    } else if constexpr (requires {
                             (std::forward<First>(first).*f)(std::forward<A>(arguments)...);
                         }) {
        return (std::forward<First>(first).*f)(std::forward<A>(arguments)...);
    } else if constexpr (requires { (first.get().*f)(std::forward<A>(arguments)...); }) {
        return (first.get().*f)(std::forward<A>(arguments)...);
    } else {
        return ((*std::forward<First>(first)).*f)(std::forward<A>(arguments)...);
    }
}
template <class F>
constexpr decltype(auto) invoke(F&& f) {
    return std::forward<F>(f)();
}

}  // namespace wend::inline v0::detail
