#pragma once
#include <wend/iter/for.hpp>
#include <wend/iter/pipe.hpp>
#include <wend/task/task.hpp>

namespace wend::inline v0 {
namespace detail {

template <class C, class Source>
task<C> collect(Source source) {
    using item = async_reference_t<decltype(wend::aiter(source))>;
    C collected;
    WEND_ASYNC_FOR(auto&& each, static_cast<Source&&>(source)) {
        if constexpr (requires { collected.push_back(static_cast<item>(each)); }) {
            collected.push_back(static_cast<item>(each));
        } else {
            collected.insert(static_cast<item>(each));
        }
    }
    co_return collected;
}

template <class C>
struct to_container : pipe_stage {
    template <class R>
    auto operator()(R&& source) const {
        return collect<C, kept_source<R>>(std::forward<R>(source));
    }
};

template <template <class...> class C>
struct to_template : pipe_stage {
    template <class R>
    auto operator()(R&& source) const {
        using value = async_value_t<decltype(wend::aiter(source))>;
        return collect<C<value>, kept_source<R>>(std::forward<R>(source));
    }
};

}  // namespace detail

/// `co_await (source | to<std::vector<int>>())`, or `to<std::vector>()`: all items in a container. An
/// error of the source is thrown; no partial container is returned.
template <class C>
[[nodiscard]] constexpr auto to() noexcept {
    return detail::to_container<C>{};
}
template <template <class...> class C>
[[nodiscard]] constexpr auto to() noexcept {
    return detail::to_template<C>{};
}

}  // namespace wend::inline v0
