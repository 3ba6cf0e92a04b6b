#pragma once
#include <wend/core/atomic.hpp>
#include <wend/core/config.hpp>
#include <wend/core/coroutine.hpp>
#include <wend/exec/executor.hpp>

#include <cstddef>

namespace wend::inline v0 {
namespace detail {

class lane;
class thread_record;
class task_identity;
class running_as;

/// What is left to do for a coroutine that has ended, once its resume() has returned and its frame
/// is suspended.
struct finisher {
    void (*finish)(finisher&, context&) noexcept;
};

/// How much stack the coroutines nested in one drive() may use before the nest unwinds to it.
/// Bounds the stack where the compiler makes no tail calls (g++ below -O2 and with sanitizers);
/// elsewhere it is never reached.
inline constexpr std::size_t max_nested_bytes = 32 * 1024;

}  // namespace detail

/// What one thread is doing while it runs items of an executor: made by the executor's loop on its
/// own stack, handed to each item. It does not travel: a coroutine notes the context that resumed
/// it, anew at each resume.
///
/// Threads   the one that made it.
/// Borrows   the executor.
class context {
public:
    /// Becomes the calling thread's current context until destroyed; contexts of one thread nest.
    /// `local`: the executor's own data for this thread; `worker`: its index, -1 if it has none;
    /// `lane`: the worker's queue, for executors that have one.
    explicit context(executor_ref here, void* local = nullptr, int worker = -1,
                     detail::lane* lane = nullptr) noexcept;
    context(const context&) = delete;
    context& operator=(const context&) = delete;
    ~context();

    executor_ref here() const noexcept { return here_; }
    void* local() const noexcept { return local_; }
    detail::lane* lane() const noexcept { return lane_; }
    int worker() const noexcept { return worker_; }
    context* outer() const noexcept { return outer_; }
    /// Whom the thread runs as right now; null outside of tasks. On the thread.
    detail::task_identity* identity() const noexcept {
        return running_->load(detail::relaxed);  // our own thread's
    }

    /// Resumes `first` as the task `identity` (null: none) and what it transfers to, until the nest
    /// has ended. The one place of the library that resumes coroutines.
    void drive(std::coroutine_handle<> first, detail::task_identity* identity) noexcept;

    /// Calls `last` as the task `identity`.
    void finish(detail::finisher& last, detail::task_identity* identity) noexcept;

    /// What await_suspend returns to go on with `next` in this context: `next` itself (symmetric
    /// transfer), or, when the stack has grown past the limit, nothing, and drive() goes on with it
    /// from a shallow stack.
    std::coroutine_handle<> transfer(std::coroutine_handle<> next) noexcept {
        const auto here = reinterpret_cast<std::size_t>(__builtin_frame_address(0));
        if (stack_base_ - here > detail::max_nested_bytes)
            [[unlikely]] {  // unsigned: another stack is past it, too
            parked_ = next;
            return std::noop_coroutine();
        }
        return next;
    }

    /// Calls `last` when the coroutine that is ending here has been suspended: it may destroy that
    /// coroutine.
    void finish_with(detail::finisher& last) noexcept { finished_ = &last; }

private:
    friend context* current_context() noexcept;
    friend class detail::running_as;

    executor_ref here_;
    void* local_;
    detail::lane* lane_;
    int worker_;
    std::size_t stack_base_ = 0;
    std::coroutine_handle<> parked_;
    detail::finisher* finished_ = nullptr;
    detail::thread_record* thread_;
    detail::atomic<detail::task_identity*>* running_;  ///< the thread's
    context* outer_;
};

namespace detail {

/// While it lives the thread of `here` runs as the task `identity` (null: as none). Who makes it
/// knows that the task doesn't end meanwhile, or that what it runs is the task's end.
class [[nodiscard]] running_as {
public:
    running_as(context& here, task_identity* identity) noexcept
        : running_{*here.running_}, outer_{here.identity()} {
        // [I1] is made by the task's own hand-overs; release: a scan that sees this task, not what
        // was left before it, still pairs with it [I2].
        running_.store(identity, release);
    }
    running_as(const running_as&) = delete;
    running_as& operator=(const running_as&) = delete;
    ~running_as() {
        running_.store(outer_, release);  // [I2] pairs with the scan in identity.cpp
    }

private:
    atomic<task_identity*>& running_;
    task_identity* const outer_;
};

}  // namespace detail

/// The innermost context of the calling thread; null on a thread that runs no items.
context* current_context() noexcept;

}  // namespace wend::inline v0
