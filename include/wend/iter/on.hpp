#pragma once
#include <wend/iter/aclose.hpp>
#include <wend/iter/next.hpp>
#include <wend/iter/pipe.hpp>
#include <wend/task/resume_on.hpp>

namespace wend::inline v0 {
namespace detail {

/// An iterator whose every request, and whose close, runs on another executor.
template <class Source>
class on_iterator {
    using iterator = std::remove_reference_t<Source>;

public:
    on_iterator(executor_ref where, Source&& source)
        : where_{where}, source_(static_cast<Source&&>(source)) {}

    on_iterator& aiter() noexcept { return *this; }
    auto anext() { return wend::on(where_, step(source_)); }
    auto aclose()
        requires(!std::is_lvalue_reference_v<Source> && async_closable<iterator>)
    {
        return wend::on(where_, close(source_));
    }

private:
    static task<advance_t<iterator>> step(iterator& it) { co_return co_await next(it); }
    static task<void> close(iterator& it) { co_await wend::aclose(it); }

    executor_ref where_;
    Source source_;
};

}  // namespace detail

/// `on(executor, iterator)`: lock-step. Each request runs on `where` and its item comes back to the
/// consumer's home: at most two hops an item, none if both are the same. No task, no buffer. `aclose`
/// runs there, too. An lvalue iterator is borrowed, an rvalue owned.
///
/// Borrows  `where`, as long as the iterator is used.
template <class I>
    requires async_iterator<std::remove_reference_t<I>>
[[nodiscard]] auto on(executor_ref where, I&& it) {
    return detail::taint_if < detail::hazardous_argument<I> ||
           (detail::is_tainted<I> && !std::is_lvalue_reference_v<I>) >
               (detail::on_iterator<detail::kept_source<I>>{where, std::forward<I>(it)});
}

}  // namespace wend::inline v0
