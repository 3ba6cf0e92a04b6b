#pragma once
#include "../core/parker.hpp"
#include "idle.hpp"
#include "injector.hpp"
#include "worker.hpp"

#include <wend/exec/executor.hpp>
#include <wend/exec/roster.hpp>
#include <wend/sched/options.hpp>

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
    pool_core(executor_ref self, unsigned count, queue_sharing sharing);

    /// True: some queue isn't empty, and its item was pushed before the caller's last change of the
    /// idle word.
    bool work_visible() const noexcept;
    /// After a push to the injector, and when there may be more to do than one worker can.
    void wake_one() noexcept { idle::wake_up(sleepers.wake_for_push()); }

    /// After a push to a deque, while nobody searches: as wake_one(), but not again shortly after
    /// somebody was woken in vain. Else a task that queues a few items and takes them back, over and over,
    /// would pay for a wake-up each time.
    /// False: not now.
    bool offer(lane::index queued) noexcept;
    void woken_in_vain() noexcept;
    void woken_for_work() noexcept {
        pause.store(0, relaxed);        // a heuristic
        quiet_until.store(0, relaxed);  // likewise
    }

    /// True: at some moment during the call no task was live and no item queued or running.
    bool quiet() const noexcept;

    const executor_ref here;
    const deque::mode how;
    std::vector<std::unique_ptr<worker>> workers;
    injector outside;
    idle sleepers;
    gate quieter;  ///< opened whenever quiet() may have become true, or the threads have ended
    atomic<bool> raided{false};                     ///< there is a raider: [D8]
    atomic<std::int64_t> pause{0}, quiet_until{0};  ///< ns; see offer()
    roster tasks{[](void* g) noexcept { static_cast<gate*>(g)->wake_all(); }, &quieter};
};

}  // namespace wend::inline v0::detail
