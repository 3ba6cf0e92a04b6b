#pragma once
#include <wend/core/errors.hpp>
#include <wend/exec/detail/fork.hpp>
#include <wend/exec/executor.hpp>

namespace wend::inline v0::detail {

/// Calls `body` on a thread of `where` and gives its result: in place if the calling thread runs
/// items of `where` already, else blocking until it has ended. Throws what the call throws;
/// blocking_on_worker on a thread that runs items of another executor.
template <class F>
std::invoke_result_t<F> run_on(executor_ref where, F&& body) {
    if (where.running_here()) return static_cast<F&&>(body)();
    if (current_context() != nullptr) throw blocking_on_worker();
    fork_scope scope{nullptr};
    offered_call<F> root{scope, static_cast<F&&>(body)};
    where.submit(root);
    root.wait(nullptr);
    if (scope.failed()) scope.rethrow();
    if constexpr (!std::is_void_v<std::invoke_result_t<F>>) return root.take();
}

}  // namespace wend::inline v0::detail
