#pragma once
#include "../core/parker.hpp"

#include <wend/core/atomic.hpp>
#include <wend/core/lock.hpp>
#include <wend/core/padded.hpp>

#include <cstdint>

namespace wend::inline v0::detail {

/// A worker's place among the sleepers.
struct sleeper {
    parker bed;
    sleeper* next = nullptr;  ///< under idle's lock
};

/// Who searches for work and who sleeps: the protocol that never loses a wake-up and wakes nobody
/// needlessly.
///
/// One word holds {changes, searching, parked}. A worker is busy (counted nowhere), searching, or
/// parked; the counts change by seq_cst read-modify-writes only, and `parked` under the lock only.
/// From it follows what a worker sees at each push, the attention word: `hungry` while somebody
/// searches, `wake` while nobody does and somebody is parked, else 0. It is written only when it
/// changes, so while all are busy every worker has it in its cache.
///
/// Rule S    While an item is queued and a worker is parked, somebody is responsible for it: a
///           searcher, or a thread between its push and its look at the word, or one between the
///           change that made `searching` 0 and its look at all queues, or the sentinel. Each of
///           these ends in a finite number of its own steps, or at its time-out, by taking the item
///           or by making a parked worker a searcher.
/// Sentinel  A parked worker that looks at all queues after a time-out, since a push to a deque has
///           no barrier between its item and its look at the attention word, and a single item is
///           not offered at all. There is one whenever some are busy, some are parked, and nobody searches:
///           who parks becomes it if there is none, and a last searcher that leaves none behind when
///           it becomes busy wakes a sleeper, which finds work or parks as the sentinel. When all
///           are parked it sleeps without a time-out like the others: an idle pool never wakes.
/// Edges     [W1] Whoever queues an item from outside stores size_ seq_cst, then loads the word:
///           wake_for_push(). Whoever leaves `searching` at 0, by becoming busy or parked, changes
///           the word, then loads the index of every queue. All four are seq_cst, so one of them
///           sees the other: the pusher sees searching == 0 and wakes a parked worker, or the leaver
///           sees the item. A pusher that sees a searcher does nothing: that searcher's own change
///           of the word comes later, and then it looks. One that sees searching == 0 and nobody
///           parked does nothing either: all workers are busy, and each looks at everything before
///           it sleeps. [W2] claim → the woken worker: by its parker's token [P1]. A sleeper that
///           was taken off the list gets exactly one token, from whoever took it, and doesn't return
///           from sleep() without: so the pool outlives a wake() from outside. [W3] park → snapshot:
///           what the items did that ran before all were parked. [W7] the word changed → attention_
///           stored; whoever stores it looks at the word again, so the last store fits it.
/// Cap       At most half the workers (at least 1) search at once; one more while a wake is under
///           way.
class idle {
public:
    enum class was : std::uint8_t { busy, searching };
    enum class now : std::uint8_t { parked, parked_unattended, ended };
    enum class after : std::uint8_t { nothing, look, keep_watch };
    enum attention : std::uint32_t { nobody = 0, hungry = 1, wake = 2 };

    explicit idle(unsigned workers) noexcept : workers_{workers} {}
    idle(const idle&) = delete;
    idle& operator=(const idle&) = delete;

    /// busy → searching. False: there are enough searchers.
    [[nodiscard]] bool try_search() noexcept;
    /// searching → busy.  nothing: others search, or nobody is parked.  look: look at all queues, and
    /// wake one if there is more.  keep_watch: the same, and wake one, too, if there is no sentinel,
    /// since others are busy.
    [[nodiscard]] after stop_searching() noexcept;

    /// → parked.  parked: call sleep().  parked_unattended: nobody searches; look at all queues once
    /// more, and if one isn't empty call unpark_self().  ended: end() was called, the worker isn't
    /// counted any more and leaves.
    [[nodiscard]] now park(sleeper& self, was before) noexcept;
    /// parked → searching. False: another thread has made us a searcher already, its token is on the
    /// way: take it with sleep().
    [[nodiscard]] bool unpark_self(sleeper& self) noexcept;
    /// Waits for the token of whoever made us a searcher; as sentinel at most `patience`
    /// nanoseconds. False: time is up, and we are still parked.
    [[nodiscard]] bool sleep(sleeper& self, std::int64_t patience) noexcept;

    /// After a push: makes one parked worker a searcher, if there is one and nobody searches. Give
    /// the result to wake_up(), at once or after unlocking what the caller holds.
    [[nodiscard]] sleeper* wake_for_push() noexcept {
        const std::uint64_t seen = word_.load(seq_cst);  // [W1] after the queue's index was stored
        return searching(seen) == 0 && parked(seen) != 0 ? claim() : nullptr;
    }
    static void wake_up(sleeper* claimed) noexcept {
        if (claimed != nullptr) claimed->bed.unpark();  // [W2]
    }

    /// True: nobody searches and somebody sleeps. The word itself: the attention word may lag behind.
    bool wanted() const noexcept {
        const std::uint64_t seen = word_.load(seq_cst);  // [W1] as wake_for_push()
        return searching(seen) == 0 && parked(seen) != 0;
    }
    /// What a worker looks at when it has pushed.
    const atomic<std::uint32_t>& attention_word() const noexcept { return attention_; }
    /// True: some parked worker will look by itself before long. A hint.
    bool has_sentinel() const noexcept {
        return sentinel_.load(relaxed) != nullptr;  // who doesn't see it wakes one too many
    }

    /// From now on nobody parks; wakes all who do.
    void end() noexcept;

    /// The word; it never has the same value again once a worker that was parked isn't any more. So
    /// if `all_parked(w)` and snapshot() is still w later, no item ran in between.
    std::uint64_t snapshot() const noexcept {
        return word_.load(seq_cst);  // [W3] pairs with park()
    }
    bool all_parked(std::uint64_t word) const noexcept { return parked(word) == workers_; }

private:
    // {changes: 32, searching: 16, parked: 16}; `changes` is on top so that it may overflow.
    static constexpr std::uint64_t one_parked = 1;
    static constexpr std::uint64_t one_searching = std::uint64_t{1} << 16;
    static constexpr std::uint64_t one_change = std::uint64_t{1} << 32;
    static constexpr std::uint64_t woken = one_change + one_searching - one_parked;

    static constexpr unsigned parked(std::uint64_t word) noexcept { return word & 0xFFFF; }
    static constexpr unsigned searching(std::uint64_t word) noexcept { return word >> 16 & 0xFFFF; }
    static constexpr std::uint32_t attention_for(std::uint64_t word) noexcept {
        return searching(word) != 0 ? hungry : parked(word) != 0 ? wake : nobody;
    }

    void refresh() noexcept;
    sleeper* claim() noexcept;
    bool remove(sleeper& self) noexcept;

    alignas(cache_line) atomic<std::uint64_t> word_{0};
    alignas(cache_line) small_lock lock_;
    sleeper* sleepers_ = nullptr;         ///< newest first: its stack is still in the cache
    atomic<sleeper*> sentinel_{nullptr};  ///< written under the lock
    bool ended_ = false;
    const unsigned workers_;
    alignas(cache_line) atomic<std::uint32_t> attention_{nobody};
};

/// More than this doesn't fit the word.
inline constexpr unsigned most_workers = 0x4000;

}  // namespace wend::inline v0::detail
