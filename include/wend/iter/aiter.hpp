#pragma once
#include <wend/iter/concepts.hpp>

namespace wend::inline v0 {

/// Acquires the iterator of an async iterable: what its member `aiter()` returns, a reference or a
/// value (Python's aiter(x)). What Python refuses with a TypeError doesn't compile.
template <class R>
decltype(auto) aiter(R&& source) {
    using object = std::remove_reference_t<R>;
    static_assert(detail::has_aiter<object>,
                  "wend: this type is not an async iterable: it has no member aiter()");
    if constexpr (detail::has_aiter<object>) {
        using iterator = std::remove_reference_t<decltype(source.aiter())>;
        static_assert(!awaitable<iterator> || async_iterator<iterator>,
                      "wend: aiter() must return the iterator itself, not an awaitable of it");
        static_assert(
            detail::has_anext<iterator>,
            "wend: what aiter() returns is not an async iterator: it has no member anext()");
        if constexpr (detail::has_anext<iterator>) {
            static_assert(
                async_iterator<iterator>,
                "wend: what aiter() returns is not an async iterator: its anext() must return "
                "an awaitable of wend::next_result");
        }
        return source.aiter();
    }
}

}  // namespace wend::inline v0
