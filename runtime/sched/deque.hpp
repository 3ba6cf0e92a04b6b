#pragma once
#include <wend/core/atomic.hpp>
#include <wend/core/config.hpp>
#include <wend/core/padded.hpp>
#include <wend/exec/work.hpp>

#include <cstdint>
#include <memory>
#include <new>
#include <utility>

namespace wend::inline v0::detail {

/// What a thief got. `empty` and `lost` differ: after `lost` there may be more.
struct steal_result {
    enum class kind : std::uint8_t { item, empty, lost };
    kind outcome;
    work_item* item = nullptr;  ///< null unless outcome is kind::item
};

/// Work-stealing deque: one owner, any number of thieves (Chase and Lev 2005; without fences).
///
/// Invariant  top_ never decreases, and moves by one at a time; the live items are [top_, bottom_).
///            An item is taken either by the compare-exchange on top_ that moves it past the item's
///            index, or by the owner's pop() without one, and then no thief may succeed on it:
///            [D2].
/// Threads    push, pop, pop_oldest, end: owner.  steal, oldest, looks_empty: any.  Destruction:
///            after the last thief has left, and empty.
/// Edges      [D1] push (bottom_) → steal, looks_empty: the slot, the item, the ring.
///            [D2] pop ‖ steal. pop stores bottom_ = b, then loads top_; steal loads top_, then
///            bottom_; all four are seq_cst, so they have one order. A thief goes for index b only
///            if it read bottom_ > b. If that was before pop's store, its load of top_ == b was
///            before pop's load, which therefore reads at least b: pop sees that b is the last item
///            and takes it by compare-exchange as the thief does, and one of them fails. If it was
///            after, the value came from a later push: index b is another item by then. So the
///            plain path of pop (top_ < b) never meets a thief. [D3] steal's exchange on top_ →
///            owner's load of top_: the thief has read the slot before the owner reuses it. A thief
///            that is too late reads a newer item from it, and its exchange fails: what it read is
///            dropped unseen. [D4] grow (ring_) → steal. A thief with an older ring finds item t
///            there too: the owner never writes to a ring again once it was replaced.
///
/// Rings that were replaced are kept until destruction. Indices have 64 bits and don't wrap.
class deque {
public:
    using index = std::int64_t;

    /// Throws std::bad_alloc. `capacity` is a power of two.
    explicit deque(index capacity = 256) : owner_{capacity}, ring_{owner_.ring.get()} {}
    deque(const deque&) = delete;
    deque& operator=(const deque&) = delete;

    /// False: it is full and there is no memory to grow; nothing was added.
    ///
    /// bottom_ is stored seq_cst, not only release, so that whoever pushes may look at the idle
    /// word next (runtime/sched/idle.hpp, [W1]): on x86-64 it is one xchg.
    [[nodiscard]] bool push(work_item& item) noexcept {
        const index b = bottom_.load(relaxed);  // our own
        if (b - owner_.top_seen >= owner_.ring->capacity()) [[unlikely]] {
            if (!make_room(b)) return false;
        }
        owner_.ring->slot(b).store(&item, relaxed);  // ordered by [D1] below
        bottom_.store(b + 1, seq_cst);               // [D1] pairs with steal() and looks_empty()
        return true;
    }

    /// The newest item, null if there is none.
    work_item* pop() noexcept {
        const index b = bottom_.load(relaxed) - 1;   // our own
        if (top_.load(acquire) > b) return nullptr;  // [D3]; top_ only grows: empty for certain
        bottom_.store(b, seq_cst);                   // [D2] then
        index t = top_.load(seq_cst);                // [D2] this; pairs with steal()
        work_item* item = owner_.ring->slot(b).load(relaxed);  // our own writes
        if (t < b) return item;
        // The last item, or not even that any more: top_ alone decides between thieves and us.
        if (t > b || !top_.compare_exchange_strong(t, t + 1, seq_cst, relaxed)) item = nullptr;
        bottom_.store(b + 1, release);  // [D1] empty: top_ == b + 1
        return item;
    }

    /// The oldest item, null if there is none. As a thief among thieves, but a lost race isn't the
    /// end.
    work_item* pop_oldest() noexcept {
        while (true) {
            const steal_result got = steal();
            if (got.outcome != steal_result::kind::lost) return got.item;
        }
    }

    steal_result steal() noexcept {
        index t = top_.load(seq_cst);           // [D2] first top_,
        const index b = bottom_.load(seq_cst);  // [D1] [D2] then bottom_
        if (t >= b) return {steal_result::kind::empty};
        const ring* r = ring_.load(acquire);         // [D4] at least as new as bottom_ says
        work_item* item = r->slot(t).load(relaxed);  // [D1]; not looked into before the exchange
        if (!top_.compare_exchange_strong(t, t + 1, seq_cst, relaxed)) {  // [D2] [D3]
            return {steal_result::kind::lost};
        }
        return {steal_result::kind::item, item};
    }

    index capacity() const noexcept { return owner_.ring->capacity(); }  // owner
    /// Index of the oldest item. A snapshot.
    index oldest() const noexcept { return top_.load(acquire); }  // [D3]
    /// One past the index of the newest item.
    index end() const noexcept { return bottom_.load(relaxed); }  // our own

    /// False: there was an item at some moment since the caller's last seq_cst access. An item that
    /// its owner is about to take may count as gone.
    bool looks_empty() const noexcept {
        const index b = bottom_.load(seq_cst);  // [W1] pairs with push()
        return top_.load(seq_cst) >= b;         // [D3] a later top_ only means that more is gone
    }

private:
    class ring {
    public:
        ring(index capacity, std::unique_ptr<ring> older)
            : mask_{capacity - 1},
              slots_{new atomic<work_item*>[static_cast<std::size_t>(capacity)]},
              older_{std::move(older)} {}

        index capacity() const noexcept { return mask_ + 1; }
        atomic<work_item*>& slot(index i) const noexcept {
            return slots_[static_cast<std::size_t>(i & mask_)];
        }
        void replaces(std::unique_ptr<ring> older) noexcept { older_ = std::move(older); }

    private:
        index mask_;
        std::unique_ptr<atomic<work_item*>[]> slots_;
        std::unique_ptr<ring> older_;
    };

    /// What only the owner touches.
    struct owner_side {
        explicit owner_side(index capacity) : ring{new deque::ring(capacity, nullptr)} {}
        std::unique_ptr<deque::ring> ring;
        index top_seen = 0;  ///< top_ at some time: a lower bound
    };

    WEND_NOINLINE bool make_room(index b) noexcept {
        const index t = owner_.top_seen = top_.load(acquire);  // [D3] pairs with steal()
        const index capacity = owner_.ring->capacity();
        if (b - t < capacity) return true;
        std::unique_ptr<ring> larger;
        try {
            larger = std::make_unique<ring>(2 * capacity, nullptr);
        } catch (const std::bad_alloc&) {
            return false;  // the caller has a queue that needs no memory
        }
        for (index i = t; i != b; ++i) {
            // relaxed: thieves come to the new ring by ring_ only
            larger->slot(i).store(owner_.ring->slot(i).load(relaxed), relaxed);
        }
        larger->replaces(std::move(owner_.ring));
        owner_.ring = std::move(larger);
        ring_.store(owner_.ring.get(), release);  // [D4] pairs with steal()
        return true;
    }

    alignas(cache_line) atomic<index> top_{0};     ///< written by thieves, seldom by the owner
    alignas(cache_line) atomic<index> bottom_{0};  ///< written by the owner at each push and pop
    owner_side owner_;
    atomic<const ring*> ring_;
};

}  // namespace wend::inline v0::detail
