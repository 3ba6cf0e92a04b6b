#pragma once
#include <wend/core/atomic.hpp>
#include <wend/core/errors.hpp>
#include <wend/exec/offer.hpp>
#include <wend/exec/stop.hpp>
#include <wend/task/detail/promise_base.hpp>

#include <cstdint>

namespace wend::inline v0::detail {

/// One suspended coroutine that waits for one source (a task's end, a scope, a queue) and, unless
/// shielded, for a stop request. Lives in the awaiter, so in the waiting frame.
///
/// Invariant  the outcome is claimed once; the coroutine continues when nobody holds the node any
///            more.
/// Holders    the registrar (await_suspend), the source, and for a wait that can be stopped the stop
///            state: counted before anybody has the node. A claimer takes back the other
///            registration without waiting: one whose callback is running keeps its hold and drops
///            it when it is done. Nobody spins, nobody touches a frame that went on.
/// Edges      [C1] claim: result ‖ stop, one wins. Only the two claim, so that a source which has
///            the node back from the stop state needs no exchange.
///            [C2] drop → last drop → the coroutine: all that the holders wrote.
class wait_node : public stop_node {
public:
    wait_node() noexcept : stop_node{&stop_requested} {}
    wait_node(const wait_node&) = delete;
    wait_node& operator=(const wait_node&) = delete;

    wait_node* next = nullptr;  ///< the source's, while registered

    /// Takes the node back from its source; true if the source won't touch it any more.
    using withdraw_fn = bool (*)(wait_node&) noexcept;

    /// Prepares to wait as `p`, before a source has the node. `withdraw`: null for a wait that can't
    /// be stopped.
    void begin(promise_base& p, withdraw_fn withdraw) noexcept {
        who_ = &p;
        withdraw_ = withdraw;
        stop_ = withdraw != nullptr ? p.stop() : nullptr;
        outcome_.store(waiting, relaxed);                   // not yet shared
        holders_.store(stop_ != nullptr ? 3 : 2, relaxed);  // not yet shared
    }

    /// After the source has the node: a stop request ends the wait from now on.
    void until_stopped() noexcept {
        if (stop_ == nullptr) return;
        if (!stop_->add(*this)) return stop_requested(*this);
        // The source may have claimed the node before it was added, and found nothing to remove:
        // then we see its claim here, [S2].
        if (outcome_.load(seq_cst) != waiting && stop_->remove(*this))  // [C1] pairs with deliver()
            holders_.fetch_sub(1, relaxed);  // not the last one: the registrar's is left
    }

    /// The registrar is done: what await_suspend returns. Everything of the frame may be gone after
    /// it.
    std::coroutine_handle<> suspended() noexcept {
        promise_base& p = *who_;
        context& here = *p.ctx;
        return drop(1) ? continue_with(p, here) : std::noop_coroutine();
    }

    /// The source, which has let go of the node: what was waited for is there. Without effect if the
    /// wait was stopped. `here`: the caller's context, if it knows it. The node may be gone after it.
    void deliver(context* here = nullptr) noexcept {
        if (stop_ == nullptr || stop_->remove(*this)) {
            outcome_.store(result, relaxed);  // [C2] carries it
            return release(stop_ == nullptr ? 1 : 2, here);
        }
        // It isn't there yet, or a stop request has got it.
        std::uint8_t expected = waiting;
        const bool ours =
            outcome_.compare_exchange_strong(expected, result, seq_cst, relaxed);  // [C1]
        release(ours && stop_->remove(*this) ? 2 : 1, here);
    }

    bool stopped() const noexcept {
        return outcome_.load(relaxed) == was_stopped;
    }  // after resumption; [C2]
    promise_base& who() const noexcept { return *who_; }

private:
    static constexpr std::uint8_t waiting = 0, result = 1, was_stopped = 2;

    bool drop(std::uint32_t holds) noexcept {
        return holders_.fetch_sub(holds, acq_rel) == holds;  // [C2]
    }
    void release(std::uint32_t holds, context* here) noexcept {
        promise_base& p = *who_;
        if (!drop(holds)) return;
        if (here != nullptr) {
            offer(p.home(), p, *here);
        } else {
            p.home().submit(p);
        }
    }

    static void stop_requested(stop_node& base) noexcept {
        auto& node = static_cast<wait_node&>(base);
        std::uint8_t expected = waiting;
        const bool ours = node.outcome_.compare_exchange_strong(expected, was_stopped, acq_rel,
                                                                relaxed);  // [C1]
        node.release(ours && node.withdraw_(node) ? 2 : 1, nullptr);
    }

    promise_base* who_ = nullptr;
    withdraw_fn withdraw_ = nullptr;
    stop_state* stop_ = nullptr;
    atomic<std::uint32_t> holders_{0};
    atomic<std::uint8_t> outcome_{waiting};
};

}  // namespace wend::inline v0::detail
