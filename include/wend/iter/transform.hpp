#pragma once
#include <wend/core/moved.hpp>
#include <wend/iter/async_generator.hpp>
#include <wend/iter/detail/apply.hpp>
#include <wend/iter/for.hpp>
#include <wend/iter/pipe.hpp>

namespace wend::inline v0 {
namespace detail {

template <class Source, class F>
async_generator<applied_t<F, async_reference_t<decltype(wend::aiter(std::declval<Source&>()))>>>
transform_items(Source source, F fn) {
    using item = async_reference_t<decltype(wend::aiter(source))>;
    using mapped_item = applied_t<F, item>&&;
    WEND_ASYNC_FOR(auto&& each, static_cast<Source&&>(source)) {
        if constexpr (applies_async<F, item>) {
            decltype(auto) pending = detail::invoke(fn, static_cast<item>(each));
            decltype(auto) mapped = co_await static_cast<decltype(pending)&&>(pending);
            co_yield passed_on<mapped_item>{static_cast<mapped_item>(mapped)};
        } else {
            decltype(auto) mapped = detail::invoke(fn, static_cast<item>(each));
            co_yield passed_on<mapped_item>{static_cast<mapped_item>(mapped)};
        }
    }
}

template <class F, bool Tainted>
class transform_stage : public pipe_stage {
public:
    static constexpr bool makes_tainted = Tainted;
    template <class G>
    explicit transform_stage(std::in_place_t, G&& fn) : fn_(std::forward<G>(fn)) {}
    template <class R>
    auto operator()(R&& source) && {
        return transform_items<kept_source<R>, F>(std::forward<R>(source), std::move(fn_));
    }

private:
    F fn_;
};

}  // namespace detail

/// `source | transform(fn)`: each item replaced by fn(item), or by what that gives when awaited.
template <class F>
[[nodiscard]] auto transform(F&& fn) {
    using callable = std::decay_t<decltype(detail::unwrap_moved(std::forward<F>(fn)))>;
    return detail::transform_stage<callable, detail::hazardous_argument<F>>{
        std::in_place, detail::unwrap_moved(std::forward<F>(fn))};
}

}  // namespace wend::inline v0
