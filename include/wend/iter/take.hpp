#pragma once
#include <wend/iter/async_generator.hpp>
#include <wend/iter/for.hpp>
#include <wend/iter/pipe.hpp>

#include <cstddef>

namespace wend::inline v0 {
namespace detail {

template <class Source>
async_generator<async_reference_t<decltype(wend::aiter(std::declval<Source&>()))>> take_items(
    Source source, std::size_t count) {
    using item = async_reference_t<decltype(wend::aiter(source))>;
    if (count == 0) co_return;
    WEND_ASYNC_FOR(auto&& each, static_cast<Source&&>(source)) {
        co_yield passed_on<item>{static_cast<item>(each)};
        if (--count == 0) break;  // the source isn't asked for one more
    }
}

class take_stage : public pipe_stage {
public:
    explicit take_stage(std::size_t count) noexcept : count_{count} {}
    template <class R>
    auto operator()(R&& source) const {
        return take_items<kept_source<R>>(std::forward<R>(source), count_);
    }

private:
    std::size_t count_;
};

}  // namespace detail

/// `source | take(count)`: its first `count` items. The source isn't asked for more.
[[nodiscard]] inline auto take(std::size_t count) noexcept { return detail::take_stage{count}; }

}  // namespace wend::inline v0
