#pragma once
#include <wend/core/config.hpp>
#include <wend/core/outcome.hpp>
#include <wend/core/padded.hpp>
#include <wend/exec/context.hpp>
#include <wend/exec/detail/fork.hpp>
#include <wend/exec/detail/handback.hpp>
#include <wend/exec/lane.hpp>
#include <wend/exec/work.hpp>

#include <concepts>
#include <cstddef>
#include <utility>

namespace wend::inline v0::detail {

/// What is done with the indices of a loop: run() goes over some of them, one after the other, and
/// changes a sum; join() adds the sum of the indices right of those of `left`. Both may throw, and
/// are called on several threads at once, with different sums. Not `ordered`: there's nothing to sum.
template <class W>
concept loop_work =
    requires(const W& work, typename W::value& sum, typename W::value right, std::size_t index) {
        { W::ordered } -> std::convertible_to<bool>;
        { work.start() } -> std::same_as<typename W::value>;
        work.run(sum, index, index);
        work.join(sum, std::move(right));
    };

/// A loop over indices that is divided while it runs, and only where that helps.
///
/// A worker goes over its part piece by piece. Between two pieces it looks, with two plain loads,
/// for who might take half of what is left:
///   - somebody is hungry and nothing is queued here: offers the right half, goes on with the left
///     one, and takes the right one back if nobody came;
///   - the part was stolen, and who offered it waits for it: gives the right half back to that one,
///     which is its own part and therefore all that it may run while it waits.
/// So an even loop on busy workers is never divided, and an uneven one until all have run out of
/// work at once. Each division halves, and is undone before the worker returns: what lies on a stack
/// is bounded by the logarithm of the loop's length.
///
/// Threads   run: the forking one and thieves, at once.
/// Edges     those of fork_scope and handback.
template <loop_work Work>
class alignas(cache_line) divided_loop {  // read all the time by all
public:
    using value = typename Work::value;

    /// `here`: the context of the calling thread, null if it has none.
    divided_loop(const context* here, const Work& work, std::size_t grain) noexcept
        : scope_{here}, work_{work}, grain_{grain} {}

    /// All of [0, count), on the thread that made this.
    value run(lane* mine, std::size_t count) {
        value sum = work_.start();
        run(mine, {0, count}, sum, nullptr);
        if (scope_.failed()) [[unlikely]]
            scope_.rethrow();
        return sum;
    }

private:
    using part = handback::part;
    class offered_part;

    /// `stolen`: where the part came from if it was stolen, null if nothing may be given back.
    void run(lane* mine, part p, value& sum, offered_part* stolen) noexcept {
        while (p.begin != p.end && !scope_.failed()) {
            if (p.end - p.begin > grain_) {
                if (stolen != nullptr && stolen->back.wanted_back()) [[unlikely]] {
                    stolen->back.give({middle(p), p.end});
                    p.end = middle(p);
                    continue;
                }
                if (mine != nullptr && mine->wanted()) [[unlikely]] {
                    const std::size_t go_on_at = divide(*mine, p, sum, stolen);
                    if (go_on_at != p.begin) {
                        p.begin = go_on_at;
                        continue;
                    }
                }
            }
            const std::size_t left = p.end - p.begin;
            const std::size_t next = p.begin + (left < grain_ ? left : grain_);
            attempt([&] { work_.run(sum, p.begin, next); });
            p.begin = next;
        }
    }

    /// Offers the right half and runs the left one; returns where to go on: at the right one if it
    /// came back, at the end if it was run elsewhere, at the beginning if it couldn't be offered.
    WEND_NOINLINE std::size_t divide(lane& mine, part p, value& sum,
                                     offered_part* stolen) noexcept {
        offered_part right{*this, {middle(p), p.end}};
        if (!mine.offer(right)) return p.begin;
        run(&mine, {p.begin, middle(p)}, sum, Work::ordered ? nullptr : stolen);
        if (mine.reclaim(right)) return middle(p);
        await(mine, right, sum, stolen);
        return p.end;
    }

    void await(lane& mine, offered_part& right, value& sum, offered_part* stolen) noexcept {
        if constexpr (Work::ordered) {
            outcome<value> given;  // each part lies left of those given before
            part p;
            while (right.back.wait(mine, p) == handback::news::given) {
                attempt([&] {
                    value more = work_.start();
                    run(&mine, p, more, nullptr);
                    if (given) work_.join(more, std::move(given).take());
                    given.set_value(std::move(more));
                });
            }
            if (scope_.failed()) return;
            attempt([&] {
                work_.join(sum, std::move(right.sum).take());
                if (given) work_.join(sum, std::move(given).take());
            });
        } else {
            part p;
            while (right.back.wait(mine, p) == handback::news::given) run(&mine, p, sum, stolen);
        }
    }

    template <class F>
    void attempt(F body) noexcept {
        try {
            body();
        } catch (...) {
            scope_.fail();
        }
    }

    static std::size_t middle(part p) noexcept { return p.begin + (p.end - p.begin) / 2; }

    fork_scope scope_;
    const Work& work_;
    const std::size_t grain_;
};

/// The right half of what is left of a part, on the stack of the worker that runs the left one.
template <loop_work Work>
class alignas(cache_line) divided_loop<Work>::offered_part final : public work_item {
public:
    offered_part(divided_loop& loop, part p) noexcept
        : work_item{&run_stolen}, loop_{loop}, part_{p} {}

    handback back;
    outcome<value> sum;  ///< once it has been run elsewhere, if nothing failed

private:
    static void run_stolen(work_item& item, context& here) noexcept {
        auto& self = static_cast<offered_part&>(item);
        {
            running_as forker{here, self.loop_.scope_.identity()};
            self.loop_.attempt([&] {
                value started = self.loop_.work_.start();
                self.loop_.run(here.lane(), self.part_, started, &self);
                self.sum.set_value(std::move(started));
            });
        }
        self.back.finish();  // [K4]; the item may be gone
    }

    divided_loop& loop_;
    const part part_;
};

}  // namespace wend::inline v0::detail
