#pragma once
#include <exception>
#include <stdexcept>

/// Typed errors of the library. Each message says what happened and, where there is one, what to
/// do.

namespace wend::inline v0 {

/// The end of an async iterator, as the exception that `anext(it)` throws (PEP 492). Only `anext`
/// without a default throws it; `next` gives an empty result.
struct stop_async_iteration : std::exception {
    const char* what() const noexcept override { return "wend: the async iterator is at its end"; }
};

/// A second request, or a close from inside, while a request is in progress. The first request is
/// unaffected.
struct generator_already_running : std::logic_error {
    generator_already_running()
        : std::logic_error(
              "wend: this async generator is already running: await its pending request first") {}
};

/// A stop_async_iteration left the body of an async generator (PEP 479's rule). The signal is
/// nested inside.
struct async_generator_error : std::runtime_error, std::nested_exception {
    async_generator_error()
        : std::runtime_error("wend: an async generator's body raised stop_async_iteration") {}
};

/// Thrown at a cancellation point of a task that was asked to stop. Deliberately not a
/// std::exception, so that a careless catch doesn't swallow it (as CancelledError is no Exception
/// in Python). Clean up and rethrow it.
class operation_cancelled {
public:
    const char* what() const noexcept { return "wend: this task was asked to stop"; }
};

/// Thrown to whoever awaits a task that ended because it had been cancelled.
struct task_cancelled : std::runtime_error {
    task_cancelled() : std::runtime_error("wend: the awaited task was cancelled") {}
};

/// A wait that would block a thread which has tasks to run. Use co_await there.
struct blocking_on_worker : std::logic_error {
    blocking_on_worker()
        : std::logic_error(
              "wend: a blocking wait on a thread that runs tasks: use co_await instead of "
              "sync_wait") {}
};

/// spawn without an executor, outside of a task and without a running runtime.
struct no_runtime : std::logic_error {
    no_runtime()
        : std::logic_error(
              "wend: no runtime is running: call this inside wend::run, or pass an executor to "
              "spawn") {}
};

/// spawn on a runtime or an executor that has been stopped.
struct runtime_closed : std::runtime_error {
    runtime_closed()
        : std::runtime_error(
              "wend: this runtime or executor has been stopped and takes no new tasks") {}
};

/// spawn into a scope that has been joined.
struct scope_closed : std::logic_error {
    scope_closed() : std::logic_error("wend: this scope has been joined and takes no new tasks") {}
};

}  // namespace wend::inline v0
