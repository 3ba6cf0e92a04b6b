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

/// pool_stats as one worker counts them: it writes, any thread reads.
struct worker_counters {
    atomic<std::uint64_t> items_run{0}, local_pushes{0}, injected{0}, steals{0}, steal_attempts{0},
        lost_races{0}, parks{0}, wakes{0};

    pool_stats read() const noexcept;
};

/// One thread of a pool: its queue and its loop. The lane of the contexts it runs items in.
///
/// Threads   run, push, push_back: its own.  deque's thief side, counters: any.
class alignas(cache_line) worker {
public:
    /// Throws std::bad_alloc.
    worker(pool_core& core, unsigned index) : core_{core}, index_{index}, victims_{index} {}

    /// Runs items until the pool has ended.
    void run(context& here) noexcept;

    /// Queues an item, to be run before what is queued, and sees to it that a thief is awake.
    void push(work_item& item) noexcept;
    /// Queues an item and lets the oldest one go first. Only one, not all: taking everything that
    /// is queued oldest first would unfold trees of tasks breadth first, at the cost of memory.
    void push_back(work_item& item) noexcept;

    unsigned index() const noexcept { return index_; }
    pool_stats stats() const noexcept { return counters_.read(); }
    const deque& items() const noexcept { return deque_; }

private:
    work_item* next_item() noexcept;
    work_item* own() noexcept;
    work_item* injected() noexcept;
    work_item* search_or_sleep() noexcept;
    work_item* search() noexcept;
    work_item* steal() noexcept;
    void hand_search_on() noexcept;
    bool enqueue(work_item& item) noexcept;

    pool_core& core_;
    const unsigned index_;
    unsigned turn_ = 0;
    bool yielded_ = false;  ///< the newest item was pushed back: the oldest one goes first
    victim_order victims_;
    alignas(cache_line) worker_counters counters_;
    deque deque_;
    sleeper sleeper_;
};

}  // namespace wend::inline v0::detail
