#pragma once
#include <wend/core/moved.hpp>
#include <wend/task/detail/loops.hpp>
#include <wend/task/detail/taint.hpp>
#include <wend/task/parallel_options.hpp>

#include <type_traits>
#include <utility>

namespace wend::inline v0 {
namespace detail {

/// What is kept of an argument F&& that is a callable: the object, moved or copied.
template <class F>
using kept = std::decay_t<decltype(unwrap_moved(std::declval<F>()))>;
/// What is kept of a range: itself if it is an rvalue or moved(name), else a reference.
template <class R>
using kept_range =
    std::conditional_t<std::is_lvalue_reference_v<R> && !is_moved_ref<std::remove_cvref_t<R>>, R,
                       kept<R>>;

template <class R>
inline constexpr bool runs_in_parallel = indexed_range<decltype(unwrap_moved(std::declval<R>()))>;

/// The awaiter of a loop; tainted if one of the arguments was a temporary that g++ 12 would destroy
/// twice.
template <class Loop, bool Tainted, class... A>
auto await_loop(A&&... arguments) {
    if constexpr (Tainted) {
        return tainted_awaitable<loop_awaiter<Loop>>(std::in_place, std::forward<A>(arguments)...);
    } else {
        return loop_awaiter<Loop>(std::forward<A>(arguments)...);
    }
}

}  // namespace detail

/// Calls `body(element)` for each element of a range, as the awaiting task (its name, home and stop
/// request) and as much of it at once as there are threads of its home that want work. `body`
/// returns a task<void>, which may wait and come back elsewhere, or is a plain callable; it is kept
/// until the loop has ended, so it may be a coroutine lambda with captures, and it is called from
/// several threads at once. The range has random access and a size; an lvalue is used by reference,
/// an rvalue is moved in, and the awaiting expression keeps it and `body` alive.
///
/// On one thread this is a loop. Whoever is free takes the back half of what isn't started, and so
/// on: everything that isn't started can be taken at any time, after at most `grain` elements of
/// somebody else's, also while elements wait. Elements are started in no particular order and must
/// not wait for each other.
///
/// Throws     std::invalid_argument at the call for a grain or limit of 0. Awaited: the failure that
///            came first, when all elements that were started have ended; the others are kept as
///            suppressed errors of the task. After a failure no further elements are started, but
///            for what is left of a grain that is being run.
/// Allocates  a frame, and one for each time that somebody took a half, until that half has ended:
///            depends on who is free, not on the number of elements; never more than `limit`. One
///            element's frame each.
/// Resumes    at home.
/// Stop       reaches the elements; no further ones are started, and it throws operation_cancelled
///            if that left some out.
template <class R, class F>
auto parallel_for_each(R&& range, F&& body, parallel_options options = {}) {
    static_assert(
        detail::runs_in_parallel<R>,
        "wend: a parallel loop needs a range with random access and a size, like a vector, "
        "an array or std::views::iota");
    if constexpr (detail::runs_in_parallel<R>) {
        using loop = detail::for_each_loop<detail::kept_range<R>, detail::kept<F>>;
        constexpr bool tainted = detail::hazardous_argument<R> || detail::hazardous_argument<F>;
        return detail::await_loop<loop, tainted>(
            detail::unwrap_moved(std::forward<R>(range)),
            detail::kept<F>(detail::unwrap_moved(std::forward<F>(body))), options);
    }
}

/// Combines `init` and `transform(element)` of all elements, by `reduce(T, T)`, from left to right:
/// the same as a loop `init = reduce(init, transform(element))` if `reduce` is associative; it need
/// not be commutative. T is the type of `init`, to which each value of `transform` (a task's result,
/// or a plain one) is converted first. Everything else is as in parallel_for_each().
///
/// Where `reduce` isn't quite associative, as for floating point, the result depends on who ran
/// what. With reduce_shape::fixed it doesn't: the elements are cut into runs of `grain`, which are
/// combined as a balanced tree; a run costs two frames and a queued branch then, so give it some
/// microseconds of work.
///
/// Throws     also what `reduce` throws. An empty range gives `init`.
/// Allocates  also a partial result for each part that waits for its neighbour's, at most as many as
///            there are parts at work. Fixed: two frames for each halving that isn't finished.
template <class R, class T, class Reduce, class Transform>
auto parallel_transform_reduce(R&& range, T&& init, Reduce&& reduce, Transform&& transform,
                               reduce_options options = {}) {
    static_assert(
        detail::runs_in_parallel<R>,
        "wend: a parallel loop needs a range with random access and a size, like a vector, "
        "an array or std::views::iota");
    if constexpr (detail::runs_in_parallel<R>) {
        using value = detail::kept<T>;
        using loop = detail::reduce_loop<detail::kept_range<R>, value, detail::kept<Reduce>,
                                         detail::kept<Transform>>;
        constexpr bool tainted = detail::hazardous_argument<R> || detail::hazardous_argument<T> ||
                                 detail::hazardous_argument<Reduce> ||
                                 detail::hazardous_argument<Transform>;
        return detail::await_loop<loop, tainted>(
            detail::unwrap_moved(std::forward<R>(range)),
            value(detail::unwrap_moved(std::forward<T>(init))),
            detail::kept<Reduce>(detail::unwrap_moved(std::forward<Reduce>(reduce))),
            detail::kept<Transform>(detail::unwrap_moved(std::forward<Transform>(transform))),
            options);
    }
}

}  // namespace wend::inline v0
