#pragma once
#include <wend/core/atomic.hpp>
#include <wend/core/config.hpp>
#include <wend/core/done_flag.hpp>
#include <wend/core/unit.hpp>
#include <wend/exec/context.hpp>
#include <wend/exec/lane.hpp>

#include <exception>
#include <new>
#include <type_traits>
#include <utility>

namespace wend::inline v0::detail {

/// Fork and join of plain calls: what the branches of one call have in common. It lives on the stack
/// of the thread that forks, and so do the branches.
///
/// A branch is a work item that is offered on the lane of the forking worker. The worker runs a
/// branch of its own, then takes the others back. Whichever it gets nobody else has seen, so it is
/// called directly and its result is simply there. One that it doesn't get runs elsewhere, or has
/// run: then the worker waits for its done_flag, blocking if need be.
///
/// A thread that waits runs nothing else. What it might take would run on top of the frames below:
/// their locks would still be held, and their ends would wait for it. So there's no cycle of
/// waiting: a thread waits only for a thief of a branch of its own, and the thief for one of a
/// branch of that branch. At the end of each such chain somebody runs.
///
/// Invariant  a branch is in its lane from offer() to reclaim() or a steal, runs once, and is
///            not touched by the thief after done_flag::set(): the stack it lies on may be gone.
///            failed_ is set before the flag of the branch that failed.
/// Threads    the one that forked, and thieves while they run a branch.
/// Edges      [K1] a stolen branch's end → its join: its result, the failure; by its done_flag [P3].
class fork_scope {
public:
    /// `here`: the context of the calling thread, null if it has none.
    explicit fork_scope(const context* here) noexcept
        : identity_{here == nullptr ? nullptr : here->identity()} {}
    fork_scope(const fork_scope&) = delete;
    fork_scope& operator=(const fork_scope&) = delete;

    /// Whom branches run as, wherever they run.
    task_identity* identity() const noexcept { return identity_; }

    /// Inside of a catch block: keeps the exception if it is the first.
    void fail() noexcept;
    /// True: some branch has failed. During the fork a hint; after the join certain.
    bool failed() const noexcept { return failed_.load(relaxed); }  // ordered by [K1]
    /// Throws the first exception. After the join, if something has failed.
    [[noreturn]] void rethrow();

private:
    task_identity* const identity_;
    atomic<bool> failed_{false};
    std::exception_ptr first_;
};

/// A branch that may be stolen.
class fork_branch : public work_item {
public:
    fork_branch(run_fn run_stolen, fork_scope& scope) noexcept
        : work_item{run_stolen}, scope_{&scope} {}
    fork_branch(const fork_branch&) = delete;
    fork_branch& operator=(const fork_branch&) = delete;

    fork_scope& scope() const noexcept { return *scope_; }
    /// The branch runs elsewhere: waits for its end. `mine`: the calling worker's lane, null off a
    /// pool.
    void wait(lane* mine) noexcept;

protected:
    /// On a thread that has stolen the branch: makes `call` and tells who waits.
    template <class Branch>
    static void run_as_thief(Branch& branch, context& here) noexcept {
        {
            running_as forker{here, branch.scope().identity()};
            branch.call();
        }
        branch.ended_.set();  // [K1]; the branch may be gone
    }

private:
    fork_scope* const scope_;
    done_flag ended_;
};

/// A place for what a branch gives. Asked for only when nothing has failed, so it is there then.
template <class T>
class branch_result {
    static constexpr bool is_reference = std::is_reference_v<T>;
    using stored = std::conditional_t<is_reference, std::add_pointer_t<T>, std::remove_cv_t<T>>;
    static constexpr bool trivial = std::is_trivially_destructible_v<stored>;

public:
    branch_result() noexcept {
        if constexpr (trivial) WEND_SEEMS_WRITTEN(value_);
    }
    branch_result(const branch_result&) = delete;
    branch_result& operator=(const branch_result&) = delete;
    ~branch_result()
        requires(trivial)
    = default;
    ~branch_result() {
        if (full_) value_.~stored();
    }

    template <class F>
    void call(F&& body) {
        if constexpr (is_reference) {
            T&& given = static_cast<F&&>(body)();
            ::new (static_cast<void*>(&value_)) stored(__builtin_addressof(given));
        } else {
            ::new (static_cast<void*>(__builtin_addressof(value_)))
                stored(static_cast<F&&>(body)());
            if constexpr (!trivial) full_ = true;
        }
    }
    T&& take() noexcept {
        if constexpr (is_reference) {
            return static_cast<T&&>(*value_);
        } else {
            return std::move(value_);
        }
    }

private:
    union {
        stored value_;
    };
    bool full_ = false;  ///< only for the destructor
};
template <>
class branch_result<void> {
public:
    template <class F>
    void call(F&& body) {
        static_cast<F&&>(body)();
    }
    unit take() noexcept { return {}; }
};

/// A call and its result.
template <class F>
class forked_call {
public:
    explicit forked_call(F&& body) noexcept : body_{__builtin_addressof(body)} {}

    /// False: it has thrown, and the scope has failed.
    bool call(fork_scope& scope) noexcept {
        try {
            result_.call(static_cast<F&&>(*body_));
            return true;
        } catch (...) {
            scope.fail();
            return false;
        }
    }
    /// After the join, if nothing failed.
    decltype(auto) take() noexcept { return result_.take(); }

private:
    std::remove_reference_t<F>* const body_;
    branch_result<std::invoke_result_t<F>> result_;
};

template <class F>
class offered_call final : public fork_branch, public forked_call<F> {
public:
    offered_call(fork_scope& scope, F&& body) noexcept
        : fork_branch{&run_stolen, scope}, forked_call<F>{static_cast<F&&>(body)} {}

    bool call() noexcept { return forked_call<F>::call(scope()); }

private:
    static void run_stolen(work_item& item, context& here) noexcept {
        run_as_thief(static_cast<offered_call&>(item), here);
    }
};

}  // namespace wend::inline v0::detail
