#pragma once
#include <wend/iter/aclose.hpp>
#include <wend/iter/aiter.hpp>
#include <wend/iter/concepts.hpp>
#include <wend/task/detail/taint.hpp>

#include <type_traits>
#include <utility>

namespace wend::inline v0 {
namespace detail {

/// Base of what stands on the right of a `|`: an adaptor or a terminal, to be called with the source.
/// Tainted: it was made from a temporary that must not die inside a co_await expression.
struct pipe_stage {
    static constexpr bool makes_tainted = false;
};

template <class S>
concept is_stage = std::derived_from<std::remove_cvref_t<S>, pipe_stage>;

/// The source as a stage keeps it: an lvalue borrowed, an rvalue moved in and owned.
template <class R>
using kept_source = std::conditional_t<std::is_lvalue_reference_v<R>, R, std::remove_cvref_t<R>>;

// In the namespace of the stages' base, where it is found for any source.
/// `source | stage`: an lvalue source is borrowed by the stage, an rvalue (or `moved(name)`) is moved into
/// it, owned, and closed with it. Nothing is asked of the source before the first request.
template <class R, class S>
    requires is_stage<S>
auto operator|(R&& piped, S&& stage) {
    using source = decltype(unwrap_moved(std::forward<R>(piped)));
    constexpr bool taints = std::remove_cvref_t<S>::makes_tainted || hazardous_argument<R> ||
                            (is_tainted<R> && !std::is_lvalue_reference_v<R>);
    static_assert(async_iterable<source>,
                  "wend: what stands left of | is not an async iterable: it has no aiter(); wrap a "
                  "plain range with wend::as_async");
    return detail::taint_if<taints>(
        std::forward<S>(stage)(detail::cleared<source>(unwrap_moved(std::forward<R>(piped)))));
}

}  // namespace detail
}  // namespace wend::inline v0
