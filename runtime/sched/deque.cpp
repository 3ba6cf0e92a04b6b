#include "deque.hpp"

#include "../core/membarrier.hpp"

#include <wend/core/assert.hpp>
#include <wend/core/config.hpp>

#include <algorithm>
#include <new>
#include <utility>

namespace wend::inline v0::detail {

class deque::ring {
public:
    explicit ring(index capacity)
        : mask{capacity - 1}, slots{new atomic<work_item*>[static_cast<std::size_t>(capacity)]} {}

    atomic<work_item*>& slot(index i) const noexcept {
        return slots[static_cast<std::size_t>(i & mask)];
    }

    const index mask;
    const std::unique_ptr<atomic<work_item*>[]> slots;
    std::unique_ptr<ring> older;
};

deque::deque(const atomic<std::uint32_t>& attention, mode how, index capacity)
    : lane{attention}, mode_{how}, own_ring_{new ring{capacity}}, ring_{own_ring_.get()} {
    WEND_ASSERT(how == mode::all_public || heavy_barrier_works(),
                "a deque with a private part needs membarrier");
    limit_ = capacity;
    mask_ = own_ring_->mask;
    slots_ = own_ring_->slots.get();
}

deque::~deque() = default;

deque::index deque::size() const noexcept {
    return bottom_.load(relaxed) - top_.load(relaxed);  // our own; a snapshot
}

// ---- owner ----------------------------------------------------------------------------------

WEND_NOINLINE void deque::put_slow(work_item& item) noexcept {
    if (!make_room()) return overflow(item);
    put(item);
}

WEND_NOINLINE bool deque::make_room() noexcept {
    const index b = bottom_.load(relaxed);  // our own
    const index t = top_.load(acquire);     // [D3] pairs with steal()
    if (b - t == capacity()) {
        std::unique_ptr<ring> larger;
        try {
            larger = std::make_unique<ring>(2 * capacity());
        } catch (const std::bad_alloc&) {
            return false;
        }
        for (index i = t; i != b; ++i) {
            // relaxed: thieves come to the new ring by ring_ only
            larger->slot(i).store(slots_[i & mask_].load(relaxed), relaxed);
        }
        mask_ = larger->mask;
        slots_ = larger->slots.get();
        larger->older = std::exchange(own_ring_, nullptr);
        own_ring_ = std::move(larger);
        ring_.store(own_ring_.get(), release);  // [D7] pairs with steal()
    }
    limit_ = t + capacity();
    return true;
}

/// Makes the older half public if there are `at_least` items and none is.
WEND_NOINLINE void deque::attend(index at_least) noexcept {
    const index n = bottom_.load(relaxed);  // our own
    const index s = split_.load(relaxed);   // checked by the exchange
    const index t = top_.load(relaxed);     // a hint: too small only means that less is published
    if (n <= t) return;
    if ((s & bits) != 0) {
        leave();
    } else if (mode_ == mode::all_public) {
        publish(s, n);
    } else if (t >= s && n - t >= at_least) {
        publish(s, s + (n - s + 1) / 2);
    }
    offered(n - t);
}

WEND_NOINLINE bool deque::show_some() noexcept {
    attend(1);
    return size() > 0;
}

/// Moves split_ up from `marked`, where it stood without a bit.
void deque::publish(index marked, index up_to) noexcept {
    if (up_to <= marked) return;
    if (!split_.compare_exchange_strong(marked, up_to, seq_cst, relaxed)) leave();  // [D2]
}

void deque::publish_all() noexcept {
    const index s = split_.load(relaxed);  // checked by the exchange
    if ((s & bits) != 0) {
        leave();
    } else {
        publish(s, bottom_.load(relaxed));  // our own
    }
    if (size() > 0) offered(size());
}

/// The end of a raid, on the owner's side: all is public. Nothing is offered: the raider is awake.
void deque::leave() noexcept {
    index n = bottom_.load(relaxed);   // our own
    split_.exchange(n, seq_cst);       // [D2] [D4]
    while (top_.load(seq_cst) >= n) {  // [D4] empty: burn an index
        index expected = n;
        top_.compare_exchange_strong(expected, n + 1, seq_cst,
                                     relaxed);  // nobody else: no such item
        ++n;
        bottom_.store(n, release);                             // [D1]
        if ((split_.exchange(n, seq_cst) & bits) == 0) break;  // [D2] [D4]
    }
    limit_ = std::max(limit_, n);  // an index was burnt at the limit: push() looks for room
}

WEND_NOINLINE work_item* deque::pop_slow(index claimed) noexcept {
    const index n = claimed + 1;
    bottom_.store(n, release);                        // [D1] not claimed after all
    if ((split_.load(relaxed) & bits) != 0) leave();  // our own but for the bits
    while (true) {
        const index end = bottom_.load(relaxed);  // our own
        const index t = top_.load(acquire);       // [D3] only grows: empty for certain
        if (t >= end) return nullptr;
        if (end - t == 1) return take_last(t);
        if (take_back(t, end)) return pop();
    }
}

/// All is public, and one item is left: as a thief among thieves.
work_item* deque::take_last(index t) noexcept {
    work_item* const item = slots_[t & mask_].load(relaxed);                    // our own writes
    if (top_.compare_exchange_strong(t, t + 1, seq_cst, relaxed)) return item;  // [D4]
    return nullptr;
}

/// All of [top, n) is public: makes the newer half private again, or where all has to be public the
/// one that is taken next. False: look anew.
bool deque::take_back(index top, index n) noexcept {
    const index middle = mode_ == mode::all_public ? n - 1 : top + (n - top) / 2;
    if ((split_.exchange(middle, seq_cst) & bits) != 0) {  // [D4] lowered, then
        leave();
        return false;
    }
    const index t = top_.load(seq_cst);  // [D4] this
    if (t < middle) return true;
    // Thieves came further meanwhile, and one may be on its way to item t.
    index expected = middle;
    if (split_.compare_exchange_strong(expected, std::min(t + 1, n), seq_cst, relaxed))
        return true;  // [D4]
    leave();
    return false;
}

work_item* deque::take_oldest() noexcept {
    if (size() <= 1) return pop();
    const index s = split_.load(relaxed);  // checked by the exchange
    if ((s & bits) != 0) {
        leave();
    } else if (top_.load(relaxed) >= s && s < bottom_.load(relaxed)) {  // a hint; our own
        publish(s, s + 1);  // nothing is public, or what was has just been stolen
    }
    while (true) {
        const steal_result got = steal();
        if (got.outcome == steal_result::kind::item) return got.item;
        if (got.outcome == steal_result::kind::empty) return pop();
    }
}

// ---- thieves --------------------------------------------------------------------------------

steal_result deque::steal() noexcept {
    index t = top_.load(seq_cst);                                    // [D4] first top_,
    const index s = split_.load(seq_cst);                            // [D2] [D4] then split_
    const index limit = (s & open_bit) != 0 ? bottom_.load(acquire)  // [D1] [D5]
                                            : s & ~bits;
    if (t >= limit) return {steal_result::kind::empty};
    const ring* r = ring_.load(acquire);         // [D7]
    work_item* item = r->slot(t).load(relaxed);  // not looked into before the exchange
    if (!top_.compare_exchange_strong(t, t + 1, seq_cst, relaxed)) {  // [D3] [D4]
        return {steal_result::kind::lost};
    }
    return {steal_result::kind::item, item};
}

steal_result deque::raid() noexcept {
    index s = split_.load(acquire);  // [D2] a hint, checked by the exchange
    if (mode_ == mode::private_first && (s & open_bit) == 0 && has_private() &&
        split_.compare_exchange_strong(s, s | raid_bit, seq_cst, relaxed)) {  // [D5]
        heavy_barrier();                                                      // [D5]
        index marked = s | raid_bit;
        // Fails if the owner came by: then it has published all.
        split_.compare_exchange_strong(marked, marked | open_bit, seq_cst, relaxed);  // [D5]
    }
    return steal();
}

bool deque::has_private() const noexcept {
    return bottom_.load(acquire) > (split_.load(acquire) & ~bits);  // [D1] [D2] a hint
}

std::uint64_t deque::private_since() const noexcept { return has_private() ? pushes() : 0; }

bool deque::looks_empty() const noexcept {
    const index s = split_.load(seq_cst);  // [D2] pairs with publish()
    const index limit = (s & open_bit) != 0 ? bottom_.load(acquire) : s & ~bits;  // [D1]
    return top_.load(seq_cst) >= limit;  // [D3] a later top_ only means that more is gone
}

}  // namespace wend::inline v0::detail
