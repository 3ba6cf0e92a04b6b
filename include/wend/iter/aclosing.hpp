#pragma once
#include <wend/iter/aclose.hpp>
#include <wend/iter/concepts.hpp>

#include <utility>

namespace wend::inline v0 {

/// `WEND_ASYNC_FOR(auto&& x, aclosing(named))`: hands a named iterator to a loop or a pipeline as owned, so that it
/// is closed on every way out. The name is moved from.
template <class I>
    requires async_iterator<I>
[[nodiscard]] I aclosing(I& named) noexcept {
    return std::move(named);
}

}  // namespace wend::inline v0
