#pragma once
#include <wend/exec/detail/indices.hpp>
#include <wend/exec/detail/loop.hpp>
#include <wend/exec/detail/run_on.hpp>
#include <wend/exec/fork_join.hpp>
#include <wend/exec/grain.hpp>

#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace wend::inline v0 {
namespace detail {

template <class Positions, class T, class Body, class Combine>
struct reduce_work {
    using value = T;
    static constexpr bool ordered = true;

    T start() const { return identity; }
    void run(T& sum, std::size_t begin, std::size_t end) const {
        if constexpr (requires { body(positions[begin]); }) {
            for (std::size_t i = begin; i != end; ++i)
                sum = combine(std::move(sum), body(positions[i]));
        } else {
            sum = body(positions[begin], positions[end], std::move(sum));
        }
    }
    void join(T& left, T right) const { left = combine(std::move(left), std::move(right)); }

    const Positions& positions;
    const T& identity;
    Body& body;
    Combine& combine;
};

/// Halves of halves, down to the grain: always the same tree.
template <loop_work Work>
typename Work::value reduce_tree(const Work& work, std::size_t begin, std::size_t end,
                                 std::size_t grain) {
    if (end - begin <= grain) {
        auto sum = work.start();
        if (begin != end) work.run(sum, begin, end);
        return sum;
    }
    const std::size_t middle = begin + (end - begin) / 2;
    auto halves = fork_join([&] { return reduce_tree(work, begin, middle, grain); },
                            [&] { return reduce_tree(work, middle, end, grain); });
    work.join(std::get<0>(halves), std::move(std::get<1>(halves)));
    return std::move(std::get<0>(halves));
}

template <class Grain, class Positions, class T, class Body, class Combine>
T run_reduce(const Positions& positions, Grain pieces, const T& identity, Body& body,
             Combine& combine) {
    const reduce_work<Positions, T, Body, Combine> work{positions, identity, body, combine};
    const std::size_t count = positions.size(), grain = pieces.of(count);
    if constexpr (std::same_as<Grain, fixed_grain>) {
        return reduce_tree(work, 0, count, grain);
    } else {
        context* const here = current_context();
        divided_loop loop{here, work, grain};
        return loop.run(here == nullptr ? nullptr : here->lane(), count);
    }
}

template <class Body, class I, class T>
concept reducing_body = std::invocable<Body&, I> || std::invocable<Body&, I, I, T>;

}  // namespace detail

/// Combines `body(i)` of each i of [begin, end), or what `body(b, e, sum)` makes of a sum for pieces
/// [b, e) of at most a grain; gives `identity` for an empty range. On a worker of a pool others help,
/// as in parallel_for. The order is always that of the indices: `combine` has to be associative, not
/// commutative. Where it is so only nearly (floating point), `fixed_grain` gives the same result each
/// time, on any number of workers.
///
/// Borrows    `body` and `combine`, which are called from several threads at once, under the caller's
///            task, and `identity`, which is copied for each part.
/// Throws     what a call threw first; pieces that haven't begun by then are left out, but for those
///            of a fixed_grain.
/// Stop       not involved.
/// Allocates  nothing.
template <std::integral I, std::integral J, detail::some_grain Grain, class T, class Body,
          class Combine>
    requires detail::reducing_body<Body, detail::index_of<I, J>, T>
T parallel_reduce(I begin, J end, Grain pieces, const T& identity, Body&& body, Combine&& combine) {
    using index = detail::index_of<I, J>;
    return detail::run_reduce(
        detail::index_pair<index>{static_cast<index>(begin), static_cast<index>(end)}, pieces,
        identity, body, combine);
}
template <std::integral I, std::integral J, class T, class Body, class Combine>
    requires(detail::reducing_body<Body, detail::index_of<I, J>, T> && !detail::some_grain<T>)
T parallel_reduce(I begin, J end, const T& identity, Body&& body, Combine&& combine) {
    return parallel_reduce(begin, end, grain{}, identity, body, combine);
}

/// The same for the elements of a range with random access.
template <detail::random_access R, detail::some_grain Grain, class T, class Body, class Combine>
    requires std::invocable<Body&, decltype(std::declval<R&>().begin()[0])>
T parallel_reduce(R&& range, Grain pieces, const T& identity, Body&& body, Combine&& combine) {
    return detail::run_reduce(detail::elements<std::remove_reference_t<R>>{range}, pieces, identity,
                              body, combine);
}
template <detail::random_access R, class T, class Body, class Combine>
    requires(std::invocable<Body&, decltype(std::declval<R&>().begin()[0])> &&
             !detail::some_grain<T>)
T parallel_reduce(R&& range, const T& identity, Body&& body, Combine&& combine) {
    return parallel_reduce(range, grain{}, identity, body, combine);
}

/// The same on the threads of `where`, for a thread that isn't one of them: it blocks until all have
/// ended. On one of them: in place.
///
/// Throws     also blocking_on_worker, on a thread that runs items of another executor.
template <class... A>
    requires requires(A&&... arguments) { wend::parallel_reduce(std::forward<A>(arguments)...); }
auto parallel_reduce(executor_ref where, A&&... arguments) {
    return detail::run_on(where,
                          [&] { return wend::parallel_reduce(std::forward<A>(arguments)...); });
}

}  // namespace wend::inline v0
