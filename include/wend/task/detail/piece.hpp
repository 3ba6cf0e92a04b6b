#pragma once
#include <wend/core/atomic.hpp>
#include <wend/core/intrusive.hpp>
#include <wend/core/lock.hpp>
#include <wend/exec/lane.hpp>
#include <wend/task/detail/await.hpp>

#include <cstddef>
#include <cstdint>

namespace wend::inline v0::detail {

class piece;
class loop_core;

/// What a parallel loop's worker coroutine returns: who made it owns it.
struct piece_coroutine {
    using promise_type = piece;
    piece* made;
};

/// One part of a parallel loop: a coroutine that takes chunks off the front of its range, one after
/// the other, while others may take the back half of what is left.
///
/// Whoever wants work finds the piece through its *offer*, an item that is in a queue of the loop's
/// executor as long as more than the running chunk is left: the executor that runs it is free, so
/// that thread starts a new piece with the back half, and queues the offer again. So a loop is
/// divided by as much as somebody asks, and whatever hasn't been started can be got at any time,
/// also while an element computes or waits. A piece that ends takes its offer out of its worker's
/// queue; where it isn't there, the offer's own end, wherever that is, ends the piece.
///
/// Invariant  range_ is {end, next} in chunks: next only grows, end only falls, each chunk is taken
///            by exactly one of the changes. holders_ is 1, plus 1 while the offer is out, in a
///            queue or parked with the loop; who takes it to 0 retires the piece. A piece's chunks
///            are consecutive, from start().
/// Threads    what isn't said to be others': the one that runs the piece.
/// Edges      [F2] holders_ lowered: by the one that runs an offer → the piece, or by the piece →
///            the one that runs its last offer: what the other did with the piece.
class piece : public promise_base, public finisher {
public:
    piece() noexcept : finisher{&finish_suspended}, offer_{*this} {}

    // A coroutine's promise.
    piece_coroutine get_return_object() noexcept { return {this}; }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    final_awaiter final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() const noexcept { std::terminate(); }  // the body catches all
    void close_failed(std::exception_ptr error) noexcept { failed(std::move(error)); }

    /// Takes the next chunk, and sees to it that the rest can be got. False: none is left for us.
    bool next_chunk() noexcept;
    std::size_t chunk() const noexcept { return chunk_; }
    /// The chunks that it took: [start(), start() + count()).
    std::size_t start() const noexcept { return start_; }
    std::size_t count() const noexcept { return count_; }
    /// All of them were run to the end.
    bool complete() const noexcept { return complete_; }
    void failed(std::exception_ptr error) noexcept;

    /// True: it is time to let the worker's loop see to everything else: rest().
    bool tired() const noexcept {
        lane* const queue = ctx->lane();
        return queue != nullptr && !queue->may_go_on();
    }
    class rest : public native_awaiter {
    public:
        bool await_ready() const noexcept { return false; }
        WEND_AWAIT_SUSPEND void await_suspend(std::coroutine_handle<piece> h) const noexcept {
            piece& p = h.promise();
            p.withdraw();  // or the loop would take it for a part that somebody should start
            p.ctx->lane()->push(p);  // the frame may be gone from here
        }
        void await_resume() const noexcept {}
    };

private:
    friend class loop_core;

    struct offer : work_item {
        explicit offer(piece& p) noexcept : work_item{&taken}, of{&p} {}
        piece* of;
    };
    struct part {
        std::uint32_t next, end;
        bool empty() const noexcept { return next >= end; }
    };
    static constexpr std::uint64_t word(part p) noexcept {
        return std::uint64_t{p.end} << 32 | p.next;
    }
    static constexpr part range(std::uint64_t word) noexcept {
        return {static_cast<std::uint32_t>(word), static_cast<std::uint32_t>(word >> 32)};
    }

    void begin(loop_core& loop, part chunks) noexcept;
    bool skip() noexcept;
    void call_for_help() noexcept;
    bool withdraw() noexcept;
    bool has_chunks() const noexcept { return !range(range_.load(relaxed)).empty(); }  // a hint
    std::coroutine_handle<> end() noexcept;
    static void finish_suspended(finisher& self, context& here) noexcept;
    void retire(context& here) noexcept;

    // Of whoever runs the offer.
    static void taken(work_item& item, context& here) noexcept;
    part give_half() noexcept;
    void offer_is_home(context& here) noexcept;

    atomic<std::uint64_t> range_{0};
    atomic<std::uint32_t> holders_{1};
    std::uint32_t start_ = 0, chunk_ = 0, count_ = 0;
    bool complete_ = true;
    loop_core* loop_ = nullptr;
    offer offer_;
};

/// What the pieces of one parallel loop share.
///
/// Invariant  each piece, when it ends, adds the chunks that it took (run or skipped) to ended_;
///            who brings it to all of them continues the caller. A piece that took all of them
///            doesn't need to. While there are as many pieces as may be, offers are parked here; an
///            offer goes out again for each piece that ends, and for each that came in vain.
/// Threads    begin, after_join: the caller.  The rest: whoever runs a piece.
/// Edges      [F3] a piece's end → the last one, which continues the caller: what its elements did,
///            its result, its error.
class loop_core : public end_sink {
public:
    using make_fn = piece_coroutine (*)(loop_core&);

    /// Throws std::invalid_argument if `grain` or `limit` is 0.
    loop_core(make_fn make, std::size_t elements, std::size_t grain, std::size_t limit);
    loop_core(const loop_core&) = delete;
    loop_core& operator=(const loop_core&) = delete;
    ~loop_core();

    std::size_t chunks() const noexcept { return chunks_; }
    std::size_t first_of(std::size_t chunk) const noexcept { return chunk * grain_; }
    std::size_t end_of(std::size_t chunk) const noexcept {
        return chunk + 1 == chunks_ ? elements_ : (chunk + 1) * grain_;
    }

    /// For `parent`, which is suspended; what its await_suspend returns.
    std::coroutine_handle<> begin(promise_base& parent) noexcept;
    /// Throws the first failure, or operation_cancelled if chunks were skipped for a stop request.
    void after_join() const;

    /// True: no further chunk is to be started.
    bool halted() const noexcept {
        return failed_.load(relaxed)  // a hint; the error is ordered by [F3]
               || (stop_ != nullptr && stop_->stop_requested());
    }
    void fail(std::exception_ptr error) noexcept;
    void skipped() noexcept { skipped_.store(true, relaxed); }  // read after [F3]

protected:
    /// Everything that begin() needs but the first piece.
    void prepare(promise_base& parent) noexcept {
        parent_ = &parent;
        stop_ = parent.stop();
    }

private:
    friend class piece;

    static std::coroutine_handle<> piece_ended(end_sink&, promise_base& p) noexcept {
        return static_cast<piece&>(p).end();
    }
    enum class admission : std::uint8_t { granted, parked, not_needed };
    admission admit(piece& from) noexcept;
    void unpark_one(context& here, std::size_t leaving) noexcept;
    bool unpark(work_item& offer) noexcept;
    piece* make_another() noexcept;
    /// True: these were the last chunks; the caller is the one to be continued. Else the loop may be
    /// gone.
    bool all_ended(std::uint32_t chunks) noexcept {
        const std::uint32_t all = chunks_;
        return chunks == all ||
               ended_.fetch_add(chunks, acq_rel) + chunks == all;  // [F3] with itself
    }

    const make_fn make_;
    const std::size_t elements_, grain_, limit_;
    const std::uint32_t chunks_;
    piece* first_piece_ = nullptr;
    promise_base* parent_ = nullptr;
    const stop_state* stop_ = nullptr;
    std::exception_ptr first_error_;
    atomic<bool> failed_{false}, skipped_{false};
    atomic<std::uint32_t> ended_{0};
    small_lock lock_;       ///< guards the two below
    std::size_t open_ = 1;  ///< pieces
    intrusive_queue<work_item> parked_;
};

inline bool piece::next_chunk() noexcept {
    if (loop_->halted()) [[unlikely]]
        return skip();
    // relaxed: decides who has which chunk; what the chunks are came with the queues' items
    const part left = range(range_.fetch_add(1, relaxed));
    if (left.empty()) return false;
    chunk_ = left.next;
    ++count_;
    if (left.next + 1 < left.end) call_for_help();
    return true;
}

/// Puts the offer into a queue, if it isn't in one; then shows the queue to whoever is hungry.
inline void piece::call_for_help() noexcept {
    context& here = *ctx;
    lane* const queue = here.lane();
    if (holders_.load(acquire) == 1) {  // [F2]
        holders_.store(2, relaxed);     // nobody else has the piece
        if (queue == nullptr) return env->home.submit(offer_, here);
        queue->push(offer_);
    }
    if (queue != nullptr) queue->share();
}

}  // namespace wend::inline v0::detail
