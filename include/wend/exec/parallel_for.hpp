#pragma once
#include <wend/core/unit.hpp>
#include <wend/exec/detail/indices.hpp>
#include <wend/exec/detail/loop.hpp>
#include <wend/exec/detail/run_on.hpp>
#include <wend/exec/grain.hpp>

#include <concepts>
#include <cstddef>
#include <utility>

namespace wend::inline v0 {
namespace detail {

/// Calls `Body` for each position, or for each piece of index pairs.
template <class Positions, class Body>
struct for_work {
    using value = unit;
    static constexpr bool ordered = false;

    unit start() const noexcept { return {}; }
    void run(unit&, std::size_t begin, std::size_t end) const {
        if constexpr (requires { body(positions[begin]); }) {
            for (std::size_t i = begin; i != end; ++i) body(positions[i]);
        } else {
            body(positions[begin], positions[end]);
        }
    }
    void join(unit&, unit) const noexcept {}

    const Positions& positions;
    Body& body;
};

template <class Positions, class Body>
void run_for(const Positions& positions, grain pieces, Body& body) {
    context* const here = current_context();
    const for_work<Positions, Body> work{positions, body};
    divided_loop loop{here, work, pieces.of(positions.size())};
    loop.run(here == nullptr ? nullptr : here->lane(), positions.size());
}

template <class Body, class I>
concept index_body = std::invocable<Body&, I> || std::invocable<Body&, I, I>;

}  // namespace detail

/// Calls `body(i)` for each i of [begin, end), or `body(b, e)` for pieces [b, e) of at most a grain,
/// and returns when all calls have ended. For code that is no coroutine. On a worker of a pool others
/// help: whenever one of them is hungry it gets half of what is left. On a thread that is no worker:
/// all on this thread, in order.
///
/// Nests freely. A thread whose own part is done waits for the others', and runs nothing else
/// meanwhile but what they give back of it.
///
/// Borrows    `body`, which is called from several threads at once, under the caller's task.
/// Throws     what a call threw first; pieces that haven't begun by then are left out.
/// Stop       not involved.
/// Allocates  nothing.
template <std::integral I, std::integral J, class Body>
    requires detail::index_body<Body, detail::index_of<I, J>>
void parallel_for(I begin, J end, grain pieces, Body&& body) {
    using index = detail::index_of<I, J>;
    detail::run_for(detail::index_pair<index>{static_cast<index>(begin), static_cast<index>(end)},
                    pieces, body);
}
template <std::integral I, std::integral J, class Body>
    requires detail::index_body<Body, detail::index_of<I, J>>
void parallel_for(I begin, J end, Body&& body) {
    parallel_for(begin, end, grain{}, body);
}

/// The same for each element of a range with random access.
template <detail::random_access R, class Body>
    requires std::invocable<Body&, decltype(std::declval<R&>().begin()[0])>
void parallel_for(R&& range, grain pieces, Body&& body) {
    detail::run_for(detail::elements<std::remove_reference_t<R>>{range}, pieces, body);
}
template <detail::random_access R, class Body>
    requires std::invocable<Body&, decltype(std::declval<R&>().begin()[0])>
void parallel_for(R&& range, Body&& body) {
    parallel_for(range, grain{}, body);
}

/// The same on the threads of `where`, for a thread that isn't one of them: it blocks until all have
/// ended. On one of them: in place.
///
/// Throws     also blocking_on_worker, on a thread that runs items of another executor.
template <class... A>
    requires requires(A&&... arguments) { wend::parallel_for(std::forward<A>(arguments)...); }
void parallel_for(executor_ref where, A&&... arguments) {
    detail::run_on(where, [&] { wend::parallel_for(std::forward<A>(arguments)...); });
}

}  // namespace wend::inline v0
