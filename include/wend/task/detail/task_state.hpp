#pragma once
#include <wend/core/atomic.hpp>
#include <wend/core/lock.hpp>
#include <wend/exec/context.hpp>
#include <wend/exec/roster.hpp>
#include <wend/exec/stop.hpp>
#include <wend/task/detail/promise_base.hpp>
#include <wend/task/frame_allocator.hpp>

#include <cstdint>
#include <exception>
#include <string_view>

namespace wend::inline v0::detail {

class wait_node;
class task_identity;
class scope_core;

/// Errors kept beside the one that was thrown, in order of arrival.
struct suppressed_error : frame_allocated {
    std::exception_ptr error;
    suppressed_error* next = nullptr;
};

/// What a spawned task has besides its frame: identity, stop request, owner, and the outcome that
/// its handle waits for.
///
/// Invariant  `slot_` goes null → waiter* → null … → done, and stays there.
/// Lifetime   counted: one reference for the task until it has ended, one for its handle, one for
///            whoever asks it to stop.
/// Edges      [J1] the task's end → whoever sees `done`: the outcome.
///            [J2] every drop → the last one: what the others did with the state.
///
/// Size       with its result at most three granules of frame memory; hence the order of bases and
///            members.
class task_state : public finisher, public end_sink, public roster_node, public frame_allocated {
public:
    task_state(const task_state&) = delete;
    task_state& operator=(const task_state&) = delete;

    task_identity* identity() const noexcept { return identity_; }
    stop_state& stop() noexcept { return stop_; }
    executor_ref home() const noexcept { return env_.home; }

    void retain() noexcept { refs_.fetch_add(1, relaxed); }  // the caller holds a reference
    void drop() noexcept;

    bool ended() const noexcept { return slot_.load(acquire) == done(); }  // [J1]
    /// Registers the one waiter. False: the task has ended, and its outcome can be taken.
    bool add_waiter(wait_node& node) noexcept;
    /// True: the waiter won't be told any more.
    bool remove_waiter(wait_node& node) noexcept;

    /// From here on nobody needs to be told of an error that the task ended with.
    void mark_taken() noexcept {
        taken_.store(true, relaxed);
    }  // read by drop(), ordered by the reference count

    /// Registers with the executor and starts `root`, which is the task's outermost coroutine. On
    /// an exception nothing has happened.
    void start(promise_base& root, scope_core* owner);

    void suppress(std::exception_ptr error) noexcept;
    /// Hands out what was suppressed so far; the list is then empty.
    suppressed_error* take_suppressed() noexcept;

protected:
    task_state(executor_ref home, std::string_view name);
    virtual ~task_state();

private:
    friend class scope_core;

    /// Moves the outcome out of the root frame.
    virtual void take_outcome(promise_base& root) noexcept = 0;
    /// The error that the task ended with, null if it has a value.
    virtual std::exception_ptr error() const noexcept = 0;

    wait_node* done() const noexcept {
        return reinterpret_cast<wait_node*>(const_cast<atomic<wait_node*>*>(&slot_));
    }
    /// final_suspend of the root: goes home first if it is elsewhere, then finishes once the frame
    /// is suspended.
    static std::coroutine_handle<> root_ended(end_sink& self, promise_base& root) noexcept;
    static void finish_root(finisher& self, context& here) noexcept;

    atomic<std::uint32_t> refs_{2};
    atomic<bool> taken_{false};
    small_lock lock_;  ///< guards suppressed_
    task_identity* identity_;
    const environment env_;
    promise_base* root_ = nullptr;
    scope_core* owner_ = nullptr;
    task_state** link_ =
        nullptr;  ///< what points at us in the owner's list, under the owner's lock
    task_state* next_child_ = nullptr;
    atomic<wait_node*> slot_{nullptr};
    suppressed_error* suppressed_ = nullptr;
    stop_state stop_;
};

/// Called for an error that nobody can take any more; prints one line on stderr unless a handler
/// was set.
using unhandled_handler = void (*)(std::string_view task, std::exception_ptr error) noexcept;
/// Null: the default. Returns the one before. Any thread.
unhandled_handler set_unhandled_handler(unhandled_handler handler) noexcept;
/// As above, at once.
void report_unhandled(std::string_view task, const std::exception_ptr& error) noexcept;
/// True for operation_cancelled.
bool is_cancellation(const std::exception_ptr& error) noexcept;

}  // namespace wend::inline v0::detail
