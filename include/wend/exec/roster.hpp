#pragma once
#include <wend/core/atomic.hpp>
#include <wend/core/lock.hpp>
#include <wend/core/padded.hpp>

#include <cstdint>
#include <initializer_list>

namespace wend::inline v0 {

class context;

/// A task's entry in the roster of the executor it was spawned on.
struct roster_node {
    /// What can be asked of the task.
    struct operations {
        void (*request_stop)(roster_node&) noexcept;  ///< any thread, with no lock held
        void (*retain)(roster_node&) noexcept;  ///< keeps the node's object alive, ended or not
        void (*release)(roster_node&) noexcept;
    };

    explicit roster_node(const operations& own) noexcept : ask{&own} {}

    const operations* ask;
    roster_node* prev = nullptr;
    roster_node* next = nullptr;
    unsigned shard = 0;
};

/// The live tasks of an executor: its root scope. An executor that owns threads stops and awaits
/// them before it goes.
///
/// Invariant  removed <= added in every shard; both only grow.
/// Threads    any, for everything.
/// Edges      [R1] the removal that empties the roster → empty() == true: what the tasks did.
///            [R2] close, watch: store a flag, then pass through every shard's lock ‖ add, remove:
///            hold the lock, load the flag. Either the addition or removal was before, and is seen
///            by whoever looks afterwards, or it sees the flag.
///            [R3] a removal that sees a watcher: adds nothing to its shard's counter, then
///            empty(); a watcher: loads each counter as it passes; all seq_cst: of several removals
///            the last one sees the others, or the watcher does.
class roster {
public:
    /// `emptied` (may be null) is called with `target` from whichever thread removes what looks
    /// like the last node, while it is watched. Spurious calls are possible.
    explicit roster(void (*emptied)(void*) noexcept = nullptr, void* target = nullptr) noexcept;
    ~roster();

    /// False: close() was called and the caller isn't `inside` (a task of this roster): nothing was
    /// added. If stop was requested for all, the node is added, and asked to stop before add()
    /// returns.
    /// `here`: the caller's context, may be null.
    bool add(roster_node& node, bool inside, const context* here) noexcept;
    /// On a thread of the executor: a spawned task ends where it was spawned, so that the executor
    /// is still there.
    void remove(roster_node& node) noexcept;

    /// From now on only tasks of this roster may add to it.
    void close() noexcept;
    bool closed() const noexcept { return closed_.load(detail::acquire); }  // [R2]
    /// Asks every task, and every one added later, to stop.
    void request_stop() noexcept;

    /// True: at some moment during the call there was no live task.
    bool empty() const noexcept { return live() == 0; }
    /// The same for several rosters whose tasks may spawn on each other.
    static bool all_empty(std::initializer_list<const roster*> rosters) noexcept;
    /// Tasks added and not yet removed; a snapshot.
    std::uint64_t live() const noexcept;

    /// From now on removals that seem to empty the roster are reported to `emptied`; until each
    /// watch() was taken back. Removals cost more meanwhile.
    void watch() noexcept;
    void unwatch() noexcept {
        watchers_.fetch_sub(1, detail::relaxed);
    }  // a late report is spurious
    /// From now on they are reported to `observer`, too (null: no more; a call may then still be on
    /// its way, until the executor's threads have been joined). One at a time.
    void observe(void (*observer)(void*) noexcept, void* target) noexcept;

private:
    static constexpr unsigned shards = 8;
    static constexpr roster_node::operations ring{};  ///< of a sentinel, which is never asked

    struct alignas(cache_line) shard {
        detail::small_lock lock;
        detail::atomic<std::uint64_t> added{0}, removed{0};
        roster_node list{ring}, stopped{ring};  ///< with a sentinel: not yet asked to stop; asked
    };

    void stop_shard(shard& s) noexcept;
    void pass_through_locks() noexcept;
    void report_if_empty(shard& s) noexcept;
    std::uint64_t removed() const noexcept;
    std::uint64_t added() const noexcept;

    shard shards_[shards];
    detail::atomic<bool> closed_{false}, stopping_{false};
    detail::atomic<unsigned> watchers_{0};
    void (*emptied_)(void*) noexcept;
    void* target_;
    detail::atomic<void (*)(void*) noexcept> observer_{nullptr};
    detail::atomic<void*> observed_for_{nullptr};
};

}  // namespace wend::inline v0
