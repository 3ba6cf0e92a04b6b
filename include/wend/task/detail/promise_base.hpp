#pragma once
#include <wend/core/coroutine.hpp>
#include <wend/exec/context.hpp>
#include <wend/exec/stop.hpp>
#include <wend/task/frame_allocator.hpp>

#include <exception>

namespace wend::inline v0::detail {

class task_state;
class exit_stage;
template <class Awaiter>
class staged;

class promise_base;

/// Told of the end of a coroutine instead of its awaiter.
struct end_sink {
    /// Returns what final_suspend continues with. `p` is at its end, its exits done; it may be
    /// destroyed once this has handed it on.
    std::coroutine_handle<> (*ended)(end_sink&, promise_base& p) noexcept;
};

/// The part of a promise that isn't a template: what travels with a coroutine of ours.
///
/// A coroutine runs in a context (a thread's, rewritten at each resume), has a home (the executor
/// it is bound to), and acts for a task (its state: identity, suppressed errors; null outside of
/// tasks) under a stop state (null: can't be stopped). An awaited coroutine inherits all four from
/// its awaiter.
class promise_base : public work_item, public frame_allocated {
public:
    explicit promise_base(std::coroutine_handle<> own) noexcept : work_item{&run_item}, self{own} {}
    promise_base(const promise_base&) = delete;
    promise_base& operator=(const promise_base&) = delete;
    ~promise_base() {
        if (exits != nullptr) [[unlikely]]
            leave_exits();
    }

    void inherit(const promise_base& from) noexcept {
        ctx = from.ctx;
        home = from.home;
        state = from.state;
        stop = from.stop;
    }
    bool stop_requested() const noexcept { return stop != nullptr && stop->stop_requested(); }

    /// The exit stage, made when first needed: what is still to be awaited when scopes are left.
    /// Throws bad_alloc.
    exit_stage& stage();
    /// Takes the exit stage away, so that it survives the frame; may be null.
    exit_stage* release_stage() noexcept {
        keeps_stage = false;
        return exits;
    }
    /// True if closes have to be awaited before this coroutine may go on.
    bool must_exit() const noexcept { return exits != nullptr && exits_pending(); }

    template <class A>
    auto await_transform(A&& awaitable);

    const std::coroutine_handle<> self;
    context* ctx = nullptr;
    executor_ref home;
    task_state* state = nullptr;
    stop_state* stop = nullptr;
    promise_base* parent = nullptr;  ///< who awaits the end of this coroutine,
    end_sink* sink = nullptr;        ///< unless there is this
    exit_stage* exits = nullptr;
    bool keeps_stage = true;
    bool failed = false;  ///< the body ended with an exception

private:
    static void run_item(work_item& item, context& here) noexcept;
    bool exits_pending() const noexcept;
    void leave_exits() noexcept;
};

/// Goes on with `p` at its home, from `here`: by transfer if that is where we are, else by
/// submitting it. What to return from await_suspend. The frame of p, and whatever p then frees, may
/// be gone when this returns.
inline std::coroutine_handle<> continue_with(promise_base& p, context& here) noexcept {
    if (p.home == here.here()) {
        p.ctx = &here;
        return here.transfer(p.self);
    }
    p.home.submit(p, here);
    return std::noop_coroutine();
}

/// Keeps `error` beside the one that p's task ends with; without a task it is reported. A
/// cancellation is no error: it is dropped.
void suppress(promise_base& p, std::exception_ptr error) noexcept;

/// What final_suspend of an awaited coroutine continues with, its exits done.
inline std::coroutine_handle<> end_of(promise_base& p) noexcept {
    return p.sink == nullptr ? continue_with(*p.parent, *p.ctx) : p.sink->ended(*p.sink, p);
}

}  // namespace wend::inline v0::detail
