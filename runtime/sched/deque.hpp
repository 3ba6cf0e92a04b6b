#pragma once
#include <wend/core/atomic.hpp>
#include <wend/core/padded.hpp>
#include <wend/exec/lane.hpp>
#include <wend/exec/work.hpp>

#include <cstdint>
#include <memory>

namespace wend::inline v0::detail {

/// What a thief got. `empty` and `lost` differ: after `lost` there may be more.
struct steal_result {
    enum class kind : std::uint8_t { item, empty, lost };
    kind outcome;
    work_item* item = nullptr;  ///< null unless outcome is kind::item
};

/// A worker's queue: one owner, any number of thieves; private until somebody is hungry.
///
/// `split_` divides the items: thieves take those below it, one at a time by a compare-exchange on
/// top_; the owner pushes and pops above it with plain loads and stores. It publishes when the
/// attention word says that somebody is hungry. What an owner leaves private while it computes can
/// be got by a *raid*: a bit in split_, which makes every comparison of the owner's fail, a heavy
/// barrier, then a second bit that opens the private part to thieves until the owner comes by.
///
/// split_ is {0, raid: bit 62, open: bit 61, index: 61 bits}; signed, so a bit makes it larger than
/// any index. Only the owner changes the index, only raiders set bits, both by read-modify-write.
///
/// Invariant  I1 top_ <= index(split_) <= bottom_, except while `open` is set, and inside
///            take_back(). I2 The item at index top_, once it could be stolen in any way, is removed
///            only by a compare-exchange on top_, and each moves top_ by one. I3 The owner takes
///            without one only an index above top_ that it looked at again after it had lowered
///            split_, or one that was private all along with no bit seen after its store to
///            bottom_. I4 When a raid ends all is public; if the deque is empty then, an index is
///            burnt, so that the exchange of a thief that still believes in `open` fails.
/// Threads    lane's, take_oldest: owner.  steal, raid, has_more, looks_empty: any.  Destruction:
///            after the last thief has left, and empty.
/// Edges      [D1] push (bottom_) → steal in a raid: the slot, the item, the ring.
///            [D2] publish (split_) → steal: the same.
///            [D3] steal's exchange on top_ → owner's load of top_: the thief has read the slot
///            before the owner reuses it. A thief that is too late reads a newer item, and its
///            exchange fails: what it read is dropped unseen.
///            [D4] owner lowers split_, then loads top_ ‖ thief loads top_, then split_, then
///            exchanges top_; all seq_cst: who owns the contested item.
///            [D5] pop stores bottom_, light barrier, loads split_ ‖ raider sets `raid`, heavy
///            barrier, sets `open`; a thief that saw `open` loads bottom_.
///            [D6] push stores bottom_, light barrier, loads the attention word ‖ who searches or
///            sleeps changes that word, then loads bottom_. Both may miss, for as long as a store is
///            on its way; the sentinel looks again (idle.hpp).
///            [D8] a raider's end → the next raider: by what lets only one in; it sees which bits are
///            set.
///            [D7] grow (ring_) → steal. A thief with an older ring finds its item there too: the
///            owner never writes to a ring again once it was replaced.
///
/// Without membarrier there are no raids, and everything is published when it is pushed: a locked
/// instruction at each push and pop, as in Chase and Lev's deque.
///
/// Rings that were replaced are kept until destruction. Indices have 61 bits and don't wrap.
class deque : public lane {
public:
    enum class mode : std::uint8_t { private_first, all_public };

    /// Throws std::bad_alloc. `capacity` is a power of two.
    deque(const atomic<std::uint32_t>& attention, mode how, index capacity = 256);

    /// The oldest item, null if there is none. Owner.
    work_item* take_oldest() noexcept;
    /// Lets thieves at everything.
    void publish_all() noexcept;

    steal_result steal() noexcept;
    /// steal(), also from the private part if mode is private_first. One raider at a time: [D8].
    steal_result raid() noexcept;

    /// True: there are items besides those that steal() would find. A hint.
    bool has_private() const noexcept;
    /// 0: there are none. The same number twice: nothing was pushed in between. A hint.
    std::uint64_t private_since() const noexcept;
    /// False: there was an item that thieves may take at some moment since the caller's last
    /// seq_cst access.
    bool looks_empty() const noexcept;

    index capacity() const noexcept { return mask_ + 1; }  // owner
    index size() const noexcept;                           // owner
    /// Items pushed so far. A statistic.
    std::uint64_t pushes() const noexcept { return pushes_.load(relaxed); }  // see there

protected:
    ~deque();

    /// No memory to grow: the item has to wait elsewhere.
    virtual void overflow(work_item& item) noexcept = 0;
    /// `queued` items are there, and the attention word isn't 0.
    virtual void offered(index queued) noexcept = 0;

private:
    class ring;

    void put_slow(work_item& item) noexcept final;
    work_item* pop_slow(index claimed) noexcept final;
    bool make_room() noexcept final;
    void attend(index at_least) noexcept final;
    bool show_some() noexcept final;

    work_item* take_last(index n) noexcept;
    bool take_back(index top, index n) noexcept;
    void publish(index marked, index up_to) noexcept;
    void leave() noexcept;

    static constexpr index raid_bit = index{1} << 62, open_bit = index{1} << 61;
    static constexpr index bits = raid_bit | open_bit;

    const mode mode_;
    std::unique_ptr<ring> own_ring_;
    alignas(cache_line) atomic<index> top_{0};
    atomic<const ring*> ring_;
};

}  // namespace wend::inline v0::detail
