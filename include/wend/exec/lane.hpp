#pragma once
#include <wend/core/atomic.hpp>
#include <wend/core/config.hpp>
#include <wend/core/padded.hpp>
#include <wend/exec/work.hpp>

#include <cstdint>

namespace wend::inline v0::detail {

/// The owner's side of a worker's queue: what a thread does many million times a second, inline and
/// without a locked instruction. The other side, and everything rare, is the scheduler's
/// (runtime/sched/deque.hpp has the whole protocol). An executor without such a queue has no lane.
///
/// Invariant  items are in [top_, bottom_); those from `split_` on are private: thieves don't go
///            there unless they have set a bit in split_ which makes the owner's comparison fail.
/// Threads    all public members: the owner.
/// Edges      those of runtime/sched/deque.hpp.
class lane {
public:
    using index = std::int64_t;

    lane(const lane&) = delete;
    lane& operator=(const lane&) = delete;

    /// Queues an item, to be run before what is queued.
    void push(work_item& item) noexcept {
        put(item);
        light_barrier();                                  // [D6] pairs with idle::refresh()
        if (attention_->load(relaxed) != 0) [[unlikely]]  // [D6]
            attend(2);  // a single item stays: most likely it is awaited at once
    }

    /// The newest item, null if there is none.
    work_item* pop() noexcept {
        const index b = bottom_.load(relaxed) - 1;   // our own
        bottom_.store(b, release);                   // [D5]; keeps [D1] for the items below
        light_barrier();                             // [D5] pairs with the heavy one in raid()
        if (b >= split_.load(relaxed)) [[likely]]    // [D5]
            return slots_[b & mask_].load(relaxed);  // our own writes
        return pop_slow(b);
    }

    /// For an owner that is about to do something else than look here: the older half goes public, be
    /// it a single item, if somebody is hungry and nothing is.
    void share() noexcept {
        if (attention_->load(relaxed) != 0) [[unlikely]]  // as push(): [D6]
            attend(1);
    }

    /// Puts back what pop() has just given.
    void give_back(work_item& item) noexcept {
        put_back(item);
        share();
    }

    /// push() for a branch that its owner is going to take back: false, and nothing is queued, if
    /// there is no memory for it, since waiting elsewhere it might wait for its owner. Shown at
    /// once to who is hungry, be it alone: what the owner does first may take as long.
    [[nodiscard]] bool offer(work_item& branch) noexcept {
        if (bottom_.load(relaxed) == limit_) [[unlikely]] {  // our own
            if (!make_room()) return false;
        }
        place(branch);
        light_barrier();  // [D6] as push()
        share();
        return true;
    }
    /// Takes back a branch that was offered here; what was queued after it stays. False: it has been
    /// stolen, and all that was queued before it, too.
    [[nodiscard]] bool reclaim(work_item& branch) noexcept {
        work_item* const newest = pop();
        if (newest == &branch) [[likely]]
            return true;
        return newest != nullptr && reclaim_from_below(*newest, branch);
    }
    /// Somebody is hungry and finds nothing here.
    bool wanted() noexcept {
        return attention_->load(relaxed) != 0 && !show_some();  // [D6] a hint
    }
    /// The owner is about to block: lets thieves at everything, and wakes one for it.
    virtual void before_blocking() noexcept = 0;

    /// Whether what has just ended may go on with what pop() gave it, past the executor's loop. Now
    /// and then it may not, or a tree of tasks would keep the loop from everything else.
    bool may_go_on() noexcept { return budget_-- > 0; }

protected:
    explicit lane(const atomic<std::uint32_t>& attention) noexcept : attention_{&attention} {}
    ~lane() = default;

    /// push() without a look at who is hungry.
    void put(work_item& item) noexcept {
        if (bottom_.load(relaxed) == limit_) [[unlikely]]  // our own
            return put_slow(item);
        place(item);
    }
    /// put() of what pop() has given.
    void put_back(work_item& item) noexcept {
        put(item);
        add_single_writer(pushes_, ~std::uint64_t{0});  // it was counted
    }

    virtual void put_slow(work_item& item) noexcept = 0;
    /// Moves limit_ beyond bottom_. False: no memory.
    virtual bool make_room() noexcept = 0;
    /// bottom_ was lowered to `claimed`, which may not be private.
    virtual work_item* pop_slow(index claimed) noexcept = 0;
    /// Somebody searches, or sleeps and wants to be woken for work: the older half goes public if there
    /// are `at_least` items and nothing is.
    virtual void attend(index at_least) noexcept = 0;
    /// share(), and whether there is anything, public or not.
    virtual bool show_some() noexcept = 0;

private:
    /// Where there is room.
    void place(work_item& item) noexcept {
        const index b = bottom_.load(relaxed);    // our own
        slots_[b & mask_].store(&item, relaxed);  // ordered by [D1] below
        bottom_.store(b + 1, release);            // [D1] pairs with steal()
        add_single_writer(pushes_, std::uint64_t{1});
    }
    bool reclaim_from_below(work_item& newest, work_item& branch) noexcept;

protected:
    // What the owner writes. `limit_` is where push() has to look for room again.
    alignas(cache_line) atomic<index> bottom_{0};
    index limit_ = 0;
    atomic<work_item*>* slots_ = nullptr;
    index mask_ = 0;
    const atomic<std::uint32_t>* attention_;
    std::int32_t budget_ = 0;  ///< of may_go_on(): the loop sets it before each item
    atomic<std::uint64_t> pushes_{0};
    // What thieves read and raiders mark.
    alignas(cache_line) atomic<index> split_{0};
};

}  // namespace wend::inline v0::detail
