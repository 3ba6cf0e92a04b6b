#pragma once
#include <wend/core/atomic.hpp>
#include <wend/core/unit.hpp>
#include <wend/exec/offer.hpp>
#include <wend/task/task.hpp>

#include <tuple>
#include <utility>

namespace wend::inline v0 {

namespace detail {

template <class T>
branch_value_t<T> take_branch(task<T>& branch) {
    if constexpr (std::is_void_v<T>) {
        std::move(branch.promise()->result).take();
        return unit{};
    } else {
        return std::move(branch.promise()->result).take();
    }
}

/// Counts branches down and continues the parent after the last.
///
/// A branch that ends looks at the newest item of its worker's queue. Most often that is a sibling,
/// which nobody has stolen: it is run directly, and takes over the tally of the branches that ended
/// one after the other on this way. Where the tally comes to all branches none was ever elsewhere,
/// and the parent continues without an atomic operation. Only a chain that ends otherwise adds its
/// tally to the count that the chains share.
///
/// Invariant  the tallies of all branches that haven't ended, and what was added to ended_, come to
///            the number of branches.
/// Edges      [F1] a chain's end → the last one: all branches' results.
class branch_join : public end_sink {
public:
    branch_join() noexcept : end_sink{&branch_ended} {}

    void begin(promise_base& parent, std::size_t branches) noexcept {
        parent_ = &parent;
        branches_ = branches;
    }
    void adopt(promise_base& branch) noexcept {
        branch.inherit(*parent_);
        branch.ends_in(*this);
        branch.tally = 1;
    }
    /// Offers a branch to whoever is free.
    void offer(promise_base& branch) noexcept {
        detail::offer(parent_->env->home, branch, *parent_->ctx);
    }
    /// Runs the last branch here and now. Everything may be gone after it.
    std::coroutine_handle<> enter(promise_base& branch) noexcept {
        return parent_->ctx->transfer(branch.self());
    }

    /// The branch that failed first, null if none did. After the join.
    promise_base* first_failed() const noexcept {
        return failed_.load(relaxed);  // ordered by [F1]
    }
    promise_base& parent() const noexcept { return *parent_; }

private:
    static std::coroutine_handle<> branch_ended(end_sink& self, promise_base& branch) noexcept {
        auto& join = static_cast<branch_join&>(self);
        context& here = *branch.ctx;
        const std::uint32_t tally = branch.tally;
        if (branch.failed) [[unlikely]]
            join.fail(branch);
        if (tally == join.branches_) return continue_with(*join.parent_, here);
        if (lane* const queue = here.lane()) {
            if (work_item* const next = queue->pop()) {
                promise_base* const sibling = join.sibling(*next);
                if (sibling != nullptr && queue->may_go_on()) {
                    sibling->tally += tally;
                    sibling->ctx = &here;
                    queue->share();  // it may take long
                    return here.transfer(sibling->self());
                }
                queue->give_back(*next);
            }
        }
        return join.chain_ended(tally, here);
    }

    /// The branch of this join that `item` is, null if it is something else. Called by who has
    /// taken the item from a queue.
    promise_base* sibling(work_item& item) const noexcept {
        if (!promise_base::is_coroutine(item)) return nullptr;
        auto& coroutine = static_cast<promise_base&>(item);
        return coroutine.is_ending_in(*this) ? &coroutine : nullptr;
    }
    std::coroutine_handle<> chain_ended(std::uint32_t tally, context& here) noexcept {
        const std::size_t all = branches_;
        promise_base& parent = *parent_;
        if (ended_.fetch_add(tally, acq_rel) + tally != all)  // [F1] with itself
            return std::noop_coroutine();                     // the parent may be gone from here
        return continue_with(parent, here);
    }
    void fail(promise_base& branch) noexcept {
        promise_base* none = nullptr;
        failed_.compare_exchange_strong(none, &branch, relaxed,
                                        relaxed);  // the parent reads it after [F1]
    }

    promise_base* parent_ = nullptr;
    std::size_t branches_ = 0;
    atomic<promise_base*> failed_{nullptr};
    atomic<std::size_t> ended_{0};
};

/// Throws the first failure, if any; the others are kept as suppressed errors.
template <class T>
void settle_branch(branch_join& join, task<T>& branch, std::exception_ptr& first) noexcept {
    std::exception_ptr error = branch.promise()->result.error();
    if (!error) return;
    if (branch.promise() == join.first_failed()) {
        first = std::move(error);
    } else {
        suppress(join.parent(), std::move(error));
    }
}

template <class... T>
class when_all_awaiter : public native_awaiter {
public:
    explicit when_all_awaiter(task<T>&&... branches) noexcept : branches_{std::move(branches)...} {}

    bool await_ready() const noexcept { return sizeof...(T) == 0; }

    template <class P>
    WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) noexcept {
        if constexpr (sizeof...(T) == 0) {
            return h;  // never called: there is nothing to wait for
        } else {
            join_.begin(h.promise(), sizeof...(T));
            return start();
        }
    }

    std::tuple<branch_value_t<T>...> await_resume() {
        if (join_.first_failed() != nullptr) {
            std::exception_ptr first;
            std::apply([&](auto&... each) { (settle_branch(join_, each, first), ...); }, branches_);
            std::rethrow_exception(first);
        }
        return std::apply(
            [](auto&... each) { return std::tuple<branch_value_t<T>...>{take_branch(each)...}; },
            branches_);
    }

private:
    std::coroutine_handle<> start() noexcept {
        return std::apply(
            [this](auto& first, auto&... rest) {
                join_.adopt(*first.promise());
                (join_.adopt(*rest.promise()), ...);
                (join_.offer(*rest.promise()), ...);
                return join_.enter(*first.promise());  // the frame may be gone from here
            },
            branches_);
    }

    std::tuple<task<T>...> branches_;
    branch_join join_;
};

}  // namespace detail

/// Runs all branches as the awaiting task (its name, home and stop request) and gives their results
/// when all have ended as a tuple (`unit` for void). The first branch runs
/// on the spot, the others are offered to the home executor, on a pool for stealing. The branches
/// are all joined on every path.
///
/// Throws     the failure that came first; the others are kept as suppressed errors of the task.
/// Allocates  nothing beyond the branches' frames (and the vector of results).
/// Resumes    at home.
/// Stop       reaches the branches; the join itself isn't interrupted.
template <class... T>
[[nodiscard]] detail::when_all_awaiter<T...> when_all(task<T>... branches) noexcept {
    return detail::when_all_awaiter<T...>{std::move(branches)...};
}

}  // namespace wend::inline v0
