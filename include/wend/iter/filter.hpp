#pragma once
#include <wend/core/moved.hpp>
#include <wend/iter/async_generator.hpp>
#include <wend/iter/detail/apply.hpp>
#include <wend/iter/for.hpp>
#include <wend/iter/pipe.hpp>

namespace wend::inline v0 {
namespace detail {

template <class Source, class P>
async_generator<async_reference_t<decltype(wend::aiter(std::declval<Source&>()))>> filter_items(
    Source source, P wanted) {
    using item = async_reference_t<decltype(wend::aiter(source))>;
    using shown = const async_value_t<decltype(wend::aiter(source))>&;
    WEND_ASYNC_FOR(auto&& each, static_cast<Source&&>(source)) {
        bool keep = false;
        if constexpr (applies_async<P, shown>) {
            decltype(auto) pending = detail::invoke(wanted, static_cast<shown>(each));
            keep = static_cast<bool>(co_await static_cast<decltype(pending)&&>(pending));
        } else {
            keep = static_cast<bool>(detail::invoke(wanted, static_cast<shown>(each)));
        }
        if (keep) co_yield passed_on<item>{static_cast<item>(each)};
    }
}

template <class F, bool Tainted>
class filter_stage : public pipe_stage {
public:
    static constexpr bool makes_tainted = Tainted;
    template <class G>
    explicit filter_stage(std::in_place_t, G&& fn) : fn_(std::forward<G>(fn)) {}
    template <class R>
    auto operator()(R&& source) && {
        return filter_items<kept_source<R>, F>(std::forward<R>(source), std::move(fn_));
    }

private:
    F fn_;
};

}  // namespace detail

/// `source | filter(wanted)`: the items for which wanted(item), or what that gives when awaited, is true.
/// `wanted` sees the item as const.
template <class F>
[[nodiscard]] auto filter(F&& fn) {
    using callable = std::decay_t<decltype(detail::unwrap_moved(std::forward<F>(fn)))>;
    return detail::filter_stage<callable, detail::hazardous_argument<F>>{
        std::in_place, detail::unwrap_moved(std::forward<F>(fn))};
}

}  // namespace wend::inline v0
