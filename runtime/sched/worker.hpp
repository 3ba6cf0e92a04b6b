#pragma once
#include "deque.hpp"
#include "idle.hpp"
#include "victim_order.hpp"

#include <wend/core/atomic.hpp>
#include <wend/core/padded.hpp>
#include <wend/exec/context.hpp>
#include <wend/sched/stats.hpp>

#include <cstdint>

namespace wend::inline v0::detail {

struct pool_core;

/// pool_stats as one worker counts them, less its pushes: it writes, any thread reads.
struct worker_counters {
    atomic<std::uint64_t> items_run{0}, injected{0}, steals{0}, steal_attempts{0}, lost_races{0},
        raids{0}, looks{0}, parks{0}, wakes{0};

    pool_stats read() const noexcept;
};

/// One thread of a pool: its queue and its loop. The lane of the contexts it runs items in.
///
/// Threads   run, push, push_back: its own.  deque's thief side, counters: any.
class alignas(cache_line) worker final : public deque {
public:
    /// Throws std::bad_alloc.
    worker(pool_core& core, unsigned index);

    /// Runs items until the pool has ended.
    void run(context& here) noexcept;

    /// Queues an item and lets the oldest one go first. Only one, not all: taking everything that
    /// is queued oldest first would unfold trees of tasks breadth first, at the cost of memory.
    void push_back(work_item& item) noexcept;

    void before_blocking() noexcept override;

    unsigned index() const noexcept { return index_; }
    pool_stats stats() const noexcept;

private:
    work_item* next_item() noexcept;
    work_item* own() noexcept;
    work_item* injected() noexcept;
    work_item* search_or_sleep() noexcept;
    work_item* search() noexcept;
    work_item* look() noexcept;
    work_item* steal_from_others() noexcept;
    work_item* raid_others() noexcept;
    static bool keeps_to_itself(const worker& other) noexcept;
    void hand_search_on() noexcept;
    void overflow(work_item& item) noexcept override;
    void offered(lane::index queued) noexcept override;

    pool_core& core_;
    const unsigned index_;
    unsigned turn_ = 0;
    bool yielded_ = false;  ///< the newest item was pushed back: the oldest one goes first
    unsigned patient_ = 0;  ///< offers that go by without a look at the clock
    victim_order victims_;
    alignas(cache_line) worker_counters counters_;
    sleeper sleeper_;
};

}  // namespace wend::inline v0::detail
