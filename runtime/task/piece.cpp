#include <wend/task/detail/piece.hpp>

#include <wend/core/assert.hpp>
#include <wend/core/errors.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace wend::inline v0::detail {
namespace {

/// A chunk's number has 31 bits: one may be counted that isn't there.
constexpr std::size_t most_chunks = std::size_t{1} << 31;

std::size_t grain_for(std::size_t elements, std::size_t grain) {
    if (grain == 0) throw std::invalid_argument("wend: a parallel loop's grain is at least 1");
    return std::max(grain, elements / most_chunks + 1);
}
std::size_t checked_limit(std::size_t limit) {
    if (limit == 0) throw std::invalid_argument("wend: a parallel loop's limit is at least 1");
    return limit;
}
std::uint32_t chunks_of(std::size_t elements, std::size_t grain) {
    return static_cast<std::uint32_t>(elements / grain + (elements % grain != 0 ? 1 : 0));
}

}  // namespace

// ---- one piece ------------------------------------------------------------------------------

void piece::begin(loop_core& loop, part chunks) noexcept {
    static_assert(alignof(piece) <= most_aligned);
    inherit(*loop.parent_);
    ends_in(loop);
    loop_ = &loop;
    start_ = chunks.next;
    range_.store(word(chunks), relaxed);  // not yet shared
}

void piece::failed(std::exception_ptr error) noexcept {
    complete_ = false;
    loop_->fail(std::move(error));
}

/// No further elements are started: what is left counts as done.
bool piece::skip() noexcept {
    const part left = range(range_.exchange(0, relaxed));  // as in next_chunk()
    if (!left.empty()) {
        count_ += left.end - left.next;
        complete_ = false;
        loop_->skipped();
    }
    return false;
}

/// True: the offer is in no queue. It is taken from this worker's, if it is the newest item there.
bool piece::withdraw() noexcept {
    if (holders_.load(acquire) == 1) return true;  // [F2]
    lane* const queue = ctx->lane();
    if (queue == nullptr) return false;
    work_item* const newest = queue->pop();
    if (newest == &offer_) {
        holders_.store(1, relaxed);  // nobody else has the piece
        return true;
    }
    if (newest != nullptr) queue->give_back(*newest);
    return false;
}

/// At final_suspend.
std::coroutine_handle<> piece::end() noexcept {
    context& here = *ctx;
    loop_core& loop = *loop_;
    if (!withdraw() && !loop.unpark(offer_) &&
        holders_.fetch_sub(1, acq_rel) != 1)  // [F2] with itself
        return std::noop_coroutine();         // the frame may be gone from here
    if (this != loop.first_piece_) {
        here.finish_with(*this);
        return std::noop_coroutine();
    }
    if (count_ != loop.chunks_) loop.unpark_one(here, 1);  // else there was never another
    return loop.all_ended(count_) ? continue_with(*loop.parent_, here) : std::noop_coroutine();
}

void piece::finish_suspended(finisher& self, context& here) noexcept {
    static_cast<piece&>(self).retire(here);
}

/// Counts it, and continues the caller if it was the last one.
void piece::retire(context& here) noexcept {
    loop_core& loop = *loop_;
    promise_base& parent = *loop.parent_;
    const std::uint32_t chunks = count_;
    if (this != loop.first_piece_) self().destroy();  // that one is the caller's to free
    loop.unpark_one(here, 1);
    if (loop.all_ended(chunks)) parent.env->home.submit(parent, here);
}

// ---- whoever runs its offer -----------------------------------------------------------------

void piece::taken(work_item& item, context& here) noexcept {
    piece& from = *static_cast<offer&>(item).of;
    loop_core& loop = *from.loop_;
    const auto asked = loop.halted() ? loop_core::admission::not_needed : loop.admit(from);
    if (asked == loop_core::admission::parked) return;  // the piece may be gone
    if (asked == loop_core::admission::not_needed) {
        loop.unpark_one(here, 0);
        return from.offer_is_home(here);
    }
    piece* const fresh = loop.make_another();
    const part mine = fresh != nullptr ? from.give_half() : part{};
    if (mine.empty()) {
        if (fresh != nullptr) fresh->self().destroy();
        loop.unpark_one(here, 1);
        return from.offer_is_home(here);
    }
    if (!from.has_chunks()) {
        from.offer_is_home(here);
    } else if (lane* const queue = here.lane()) {
        queue->push(from.offer_);
    } else {
        loop.parent_->env->home.submit(from.offer_, here);
    }
    // `from` may be gone; the loop isn't before `mine` has been counted
    fresh->begin(loop, mine);
    fresh->run(*fresh, here);
}

/// The back half of what is left, the larger one.
piece::part piece::give_half() noexcept {
    std::uint64_t seen = range_.load(relaxed);  // checked by the exchange
    while (true) {
        const part left = range(seen);
        if (left.empty()) return left;
        const std::uint32_t middle = left.next + (left.end - left.next) / 2;
        // relaxed: as in next_chunk()
        if (range_.compare_exchange_weak(seen, word({left.next, middle}), relaxed))
            return {middle, left.end};
    }
}

/// The last touch of the piece by who ran its offer.
void piece::offer_is_home(context& here) noexcept {
    if (holders_.fetch_sub(1, acq_rel) == 1) retire(here);  // [F2]
}

// ---- the loop -------------------------------------------------------------------------------

loop_core::loop_core(make_fn make, std::size_t elements, std::size_t grain, std::size_t limit)
    : end_sink{&piece_ended},
      make_{make},
      elements_{elements},
      grain_{grain_for(elements, grain)},
      limit_{checked_limit(limit)},
      chunks_{chunks_of(elements, grain_)} {}

loop_core::~loop_core() {
    if (first_piece_ != nullptr) first_piece_->self().destroy();
}

std::coroutine_handle<> loop_core::begin(promise_base& parent) noexcept {
    WEND_ASSERT(first_piece_ == nullptr, "a parallel loop is awaited once");
    prepare(parent);
    try {
        first_piece_ = make_(*this).made;
    } catch (...) {  // no memory: as if the first element had thrown it
        fail(std::current_exception());
        return parent.ctx->transfer(parent.self());
    }
    first_piece_->begin(*this, {0, chunks_});
    return continue_with(*first_piece_, *parent.ctx);  // the frame may be gone from here
}

void loop_core::after_join() const {
    if (first_error_) std::rethrow_exception(first_error_);
    if (skipped_.load(relaxed)) throw operation_cancelled();  // ordered by [F3]
}

void loop_core::fail(std::exception_ptr error) noexcept {
    if (failed_.exchange(true, relaxed)) {  // read after [F3]
        suppress(*parent_, std::move(error));
    } else {
        first_error_ = std::move(error);
    }
}

/// May `from` be helped by another piece? It is counted at once. Parked: not now, the offer stays.
loop_core::admission loop_core::admit(piece& from) noexcept {
    lock_guard guard{lock_};
    // Not stale if the piece has looked for its offer here already: by the lock.
    if (!from.has_chunks()) return admission::not_needed;
    if (open_ == limit_) {
        parked_.push(from.offer_);
        return admission::parked;
    }
    ++open_;
    return admission::granted;
}

/// `leaving` pieces less. If there may be one more, an offer goes out that had to wait.
void loop_core::unpark_one(context& here, std::size_t leaving) noexcept {
    work_item* waited = nullptr;
    {
        lock_guard guard{lock_};
        open_ -= leaving;
        if (open_ != limit_) waited = parked_.pop();
    }
    if (waited != nullptr) parent_->env->home.submit(*waited, here);
}

/// True: this offer was parked, and isn't any more.
bool loop_core::unpark(work_item& offer) noexcept {
    lock_guard guard{lock_};
    bool found = false;
    for (std::size_t n = parked_.size(); n != 0; --n) {
        work_item* const each = parked_.pop();
        if (each == &offer) {
            found = true;
        } else {
            parked_.push(*each);
        }
    }
    return found;
}

/// Null: no memory. Then the chunks stay where they are.
piece* loop_core::make_another() noexcept {
    try {
        return make_(*this).made;
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

}  // namespace wend::inline v0::detail
