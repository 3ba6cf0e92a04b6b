#pragma once
#include "../core/parker.hpp"
#include "idle.hpp"
#include "injector.hpp"
#include "worker.hpp"

#include <wend/exec/executor.hpp>
#include <wend/exec/roster.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace wend::inline v0::detail {

/// What the workers of a pool share.
///
/// Edges  [W4] Dekker of wait_until_quiet() with what ends its wait: it takes the gate's ticket,
///        then looks at the word and the roster; a worker parks, or a task leaves the roster, then
///        opens the gate.
struct pool_core {
    /// Throws std::bad_alloc.
    pool_core(executor_ref self, unsigned count);

    /// True: some queue isn't empty, and its item was pushed before the caller's last change of the
    /// idle word.
    bool work_visible() const noexcept;
    /// After a push to the injector, and when there may be more to do than one worker can.
    void wake_one() noexcept { idle::wake(sleepers.wake_for_push()); }

    /// True: at some moment during the call no task was live and no item queued or running.
    bool quiet() const noexcept;

    const executor_ref here;
    std::vector<std::unique_ptr<worker>> workers;
    injector outside;
    idle sleepers;
    gate quieter;  ///< opened whenever quiet() may have become true, or the threads have ended
    roster tasks{[](void* g) noexcept { static_cast<gate*>(g)->wake_all(); }, &quieter};
};

}  // namespace wend::inline v0::detail
