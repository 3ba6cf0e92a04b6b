#pragma once
#include <wend/core/unit.hpp>
#include <wend/exec/context.hpp>
#include <wend/exec/detail/fork.hpp>
#include <wend/exec/detail/run_on.hpp>
#include <wend/exec/executor.hpp>

#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace wend::inline v0 {
namespace detail {

/// The branches of a fork but for the first, in order. The last is offered first, so that they come
/// back in order, and what a thief finds is what would be run last here.
template <class... F>
class offered_calls {
public:
    explicit offered_calls(fork_scope&) noexcept {}

    std::size_t offer(lane&) noexcept { return 0; }
    bool join(lane*, std::size_t) noexcept { return true; }
    void wait(lane&) noexcept {}
    template <class Results, class... Taken>
    Results take(Taken&&... taken) {
        return Results{std::forward<Taken>(taken)...};
    }
};

template <class F, class... More>
class offered_calls<F, More...> {
public:
    explicit offered_calls(fork_scope& scope, F&& body, More&&... more) noexcept
        : next_{scope, static_cast<F&&>(body)}, more_{scope, static_cast<More&&>(more)...} {}

    /// How many were kept, for want of memory: the first ones.
    std::size_t offer(lane& mine) noexcept {
        const std::size_t kept = more_.offer(mine);
        return kept == 0 && mine.offer(next_) ? 0 : kept + 1;
    }
    /// Runs all that nobody else does and waits for the others. `mine`: null if all were kept.
    /// False: something has failed.
    bool join(lane* mine, std::size_t kept) noexcept {
        if (kept != 0) {
            --kept;
        } else if (mine->reclaim(next_)) [[likely]] {
            mine->share();  // it may take long
        } else {
            wait(*mine);
            return !next_.scope().failed();
        }
        const bool good = next_.call();
        return more_.join(mine, kept) && good;
    }
    /// This one was stolen, so those behind it were, too: they are older.
    void wait(lane& mine) noexcept {
        next_.wait(&mine);
        more_.wait(mine);
    }
    template <class Results, class... Taken>
    Results take(Taken&&... taken) {
        return more_.template take<Results>(std::forward<Taken>(taken)..., next_.take());
    }

private:
    offered_call<F> next_;
    offered_calls<More...> more_;
};

}  // namespace detail

/// What fork_join gives for these callables.
template <class... F>
using fork_join_results = std::tuple<detail::branch_value_t<std::invoke_result_t<F>>...>;

/// Calls all of `first`, `more` and gives their results when all have ended, as a tuple (`unit` for
/// void). For code that is no coroutine: on a worker of a pool the first is called at once and the
/// others are offered for stealing; those that nobody steals are called one after the other on this
/// thread. On a thread that is no worker: all are, in order.
///
/// Nests freely; a coroutine may call it, too, but its worker is busy until all have ended. If a branch
/// was stolen and takes longer than ours the thread waits, at last in the kernel, and runs nothing
/// else meanwhile: a branch may hold a lock while it forks. What it has queued others may steal. A
/// branch must not block until other work of the same pool has run: all workers may be waiting.
///
/// Borrows    the callables: each is called once, on whichever thread, under the caller's task.
/// Throws     what a branch threw first; the others run to their ends all the same, and what they
///            throw is dropped.
/// Stop       not involved.
/// Allocates  nothing.
template <class First, class... More>
    requires std::invocable<First> && (std::invocable<More> && ...)
fork_join_results<First, More...> fork_join(First&& first, More&&... more) {
    context* const here = current_context();
    detail::lane* const mine = here == nullptr ? nullptr : here->lane();
    detail::fork_scope scope{here};
    detail::forked_call<First> own{static_cast<First&&>(first)};
    detail::offered_calls<More...> others{scope, static_cast<More&&>(more)...};

    const std::size_t kept = mine == nullptr ? sizeof...(More) : others.offer(*mine);
    const bool good = own.call(scope);
    if (!others.join(mine, kept) || !good) [[unlikely]]
        scope.rethrow();
    return others.template take<fork_join_results<First, More...>>(own.take());
}

/// The same on the threads of `where`, for a thread that isn't one of them: it blocks until all have
/// ended. On one of them: in place.
///
/// Throws     also blocking_on_worker, on a thread that runs items of another executor.
template <class First, class... More>
    requires std::invocable<First> && (std::invocable<More> && ...)
fork_join_results<First, More...> fork_join(executor_ref where, First&& first, More&&... more) {
    return detail::run_on(where, [&] {
        return fork_join(static_cast<First&&>(first), static_cast<More&&>(more)...);
    });
}

}  // namespace wend::inline v0
