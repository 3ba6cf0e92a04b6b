#pragma once
#include <wend/core/coroutine.hpp>
#include <wend/exec/context.hpp>
#include <wend/exec/stop.hpp>
#include <wend/task/frame_allocator.hpp>

#include <cstdint>
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

/// What a coroutine runs for. Whatever it awaits refers to the same one, so that an await copies a
/// pointer: it lives in the task's state, or in the frame or exit stage of the coroutine that
/// changed something.
struct environment {
    executor_ref home;            ///< the executor it is bound to
    task_state* state = nullptr;  ///< identity, suppressed errors; null outside of tasks
    stop_state* stop = nullptr;   ///< null: can't be stopped
};

/// The part of a promise that isn't a template: what travels with a coroutine of ours.
///
/// A coroutine runs in a context (a thread's, rewritten at each resume) and in an environment. An
/// awaited coroutine inherits both from its awaiter. Small, since each await initialises one; first
/// in every promise and at most aligned as the frame's header, so that its handle is known from its
/// address.
class promise_base : public work_item, public frame_allocated {
public:
    promise_base() noexcept : work_item{&run_item} {}
    promise_base(const promise_base&) = delete;
    promise_base& operator=(const promise_base&) = delete;
    ~promise_base() {
        if (exits != nullptr) [[unlikely]]
            leave_exits();
    }

    std::coroutine_handle<> self() noexcept {
        return std::coroutine_handle<promise_base>::from_promise(*this);
    }

    void inherit(const promise_base& from) noexcept {
        ctx = from.ctx;
        env = from.env;
    }
    executor_ref home() const noexcept { return env->home; }
    task_state* state() const noexcept { return env->state; }
    stop_state* stop() const noexcept { return env->stop; }
    bool stop_requested() const noexcept {
        return env->stop != nullptr && env->stop->stop_requested();
    }
    /// An environment that is this coroutine's alone, to be changed. Throws bad_alloc.
    environment& own_environment();

    /// Who continues when this coroutine has ended: its awaiter, or a sink that is told.
    void ends_in(promise_base& awaiter) noexcept {
        then_ = reinterpret_cast<std::uintptr_t>(&awaiter);
    }
    void ends_in(end_sink& sink) noexcept {
        then_ = reinterpret_cast<std::uintptr_t>(&sink) | is_sink;
    }
    /// Null if there is a sink.
    promise_base* awaiter() const noexcept {
        return (then_ & is_sink) == 0 ? reinterpret_cast<promise_base*>(then_) : nullptr;
    }
    bool is_ending_in(const end_sink& sink) const noexcept {
        return then_ == (reinterpret_cast<std::uintptr_t>(&sink) | is_sink);
    }
    end_sink& sink() const noexcept { return *reinterpret_cast<end_sink*>(then_ & ~is_sink); }

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

    context* ctx;            ///< set, like env, when it is started
    const environment* env;  ///< see there
    exit_stage* exits = nullptr;
    std::uint32_t tally = 0;  ///< a branch's: see branch_join
    bool owns_env = false;    ///< env is ours to change
    bool keeps_stage = true;
    bool failed = false;  ///< the body ended with an exception

protected:
    static constexpr std::size_t most_aligned = 2 * sizeof(void*);

private:
    static constexpr std::uintptr_t is_sink = 1;

    static void run_item(work_item& item, context& here) noexcept;
    bool exits_pending() const noexcept;
    void leave_exits() noexcept;

    std::uintptr_t then_;

public:
    /// True for the work item of a coroutine.
    static bool is_coroutine(const work_item& item) noexcept { return item.run == &run_item; }
};

/// Changes the environment of the running coroutine for a while, without an allocation.
class environment_guard {
public:
    explicit environment_guard(promise_base& p) noexcept
        : ours{*p.env}, promise_{p}, before_{p.env}, owned_{p.owns_env} {
        p.env = &ours;
        p.owns_env = true;
    }
    environment_guard(const environment_guard&) = delete;
    environment_guard& operator=(const environment_guard&) = delete;
    ~environment_guard() {
        promise_.env = before_;
        promise_.owns_env = owned_;
    }

    environment ours;

private:
    promise_base& promise_;
    const environment* before_;
    bool owned_;
};

/// Goes on with `p` at its home, from `here`: by transfer if that is where we are, else by
/// submitting it. What to return from await_suspend. The frame of p, and whatever p then frees, may
/// be gone when this returns.
inline std::coroutine_handle<> continue_with(promise_base& p, context& here) noexcept {
    if (p.env->home == here.here()) {
        p.ctx = &here;
        return here.transfer(p.self());
    }
    p.env->home.submit(p, here);
    return std::noop_coroutine();
}

/// Keeps `error` beside the one that p's task ends with; without a task it is reported. A
/// cancellation is no error: it is dropped.
void suppress(promise_base& p, std::exception_ptr error) noexcept;

/// What final_suspend of an awaited coroutine continues with, its exits done.
inline std::coroutine_handle<> end_of(promise_base& p) noexcept {
    if (promise_base* const awaiter = p.awaiter()) return continue_with(*awaiter, *p.ctx);
    end_sink& sink = p.sink();
    return sink.ended(sink, p);
}

}  // namespace wend::inline v0::detail
