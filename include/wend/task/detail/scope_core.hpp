#pragma once
#include <wend/task/detail/task_state.hpp>
#include <wend/task/detail/wait.hpp>

#include <cstddef>

namespace wend::inline v0::detail {

/// The children of one scope and how they end: the part of `scope` that isn't a template.
///
/// Invariant  live_ counts the children that were added and whose end hasn't been handled. A
///            child's last touch of the scope is its unlock after live_ went down, or (when it was
///            the last and somebody waits) the hand-over to the waiter; so the scope may go once
///            live_ is 0 and the opener's stop link has been cut.
/// Threads    any for cancel() and for adding; the opener for the rest.
class scope_core : public stop_node {
public:
    /// `opener` is the coroutine that opens the scope; its stop request reaches the children.
    explicit scope_core(promise_base& opener) noexcept;
    scope_core(const scope_core&) = delete;
    scope_core& operator=(const scope_core&) = delete;
    ~scope_core();

    /// A new child, asked to stop at once if the scope was cancelled. Throws scope_closed after the
    /// join.
    void add(task_state& child);
    /// Takes back an add() whose child didn't start.
    void remove(task_state& child) noexcept;
    void child_ended(task_state& child) noexcept;

    /// Asks the body and all children, present and future, to stop.
    void cancel() noexcept;
    bool cancelled() const noexcept { return stop_.stop_requested(); }
    stop_state& stop() noexcept { return stop_; }
    std::size_t live() const noexcept;

    /// The body failed: counts as a child's failure.
    void body_failed(std::exception_ptr error) noexcept { failed(std::move(error)); }
    /// The first failure, null if there was none. After the join.
    std::exception_ptr failure() const noexcept { return failure_; }
    bool opener_stopped() const noexcept { return opener_->stop_requested(); }

    /// Waits until no child is live; not interruptible. From that moment on children are refused.
    auto children() noexcept { return waiter<&scope_core::wait_for_children>{*this}; }
    /// After that: cuts the link to the opener's stop state.
    auto close() noexcept { return waiter<&scope_core::wait_for_unlink>{*this}; }

private:
    /// True: registered, and the last one to change the scope hands over to the node. False:
    /// nothing to wait for.
    using wait_fn = bool (scope_core::*)(wait_node&) noexcept;

    template <wait_fn Wait>
    class waiter : public native_awaiter {
    public:
        explicit waiter(scope_core& scope) noexcept : scope_{&scope} {}
        bool await_ready() const noexcept { return false; }
        template <class P>
        WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(
            std::coroutine_handle<P> h) noexcept {
            node_.begin(h.promise(), nullptr);
            if (!(scope_->*Wait)(node_)) return h.promise().ctx->transfer(h);
            return node_.suspended();  // the frame may be gone from here
        }
        void await_resume() const noexcept {}

    private:
        scope_core* scope_;
        wait_node node_;
    };

    bool wait_for_children(wait_node& node) noexcept;
    bool wait_for_unlink(wait_node& node) noexcept;
    void link(task_state*& list, task_state& child) noexcept;
    static void unlink(task_state& child) noexcept;
    void failed(std::exception_ptr error) noexcept;
    wait_node* last_has_gone() noexcept;

    promise_base* opener_;
    mutable small_lock lock_;         ///< guards all below but stop_
    task_state* children_ = nullptr;  ///< not yet asked to stop
    task_state* stopped_ = nullptr;   ///< asked
    std::size_t live_ = 0;
    std::exception_ptr failure_;
    wait_node* waiter_ = nullptr;
    bool linked_to_opener_ = false;  ///< on_stop may still be called
    bool closed_ = false;
    stop_state stop_;
};

}  // namespace wend::inline v0::detail
