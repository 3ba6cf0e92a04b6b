#pragma once
#include <wend/core/atomic.hpp>
#include <wend/core/errors.hpp>
#include <wend/exec/stop.hpp>
#include <wend/task/detail/promise_base.hpp>

#include <cstdint>

namespace wend::inline v0::detail {

/// One suspended coroutine that waits for one source (a task's end, a scope, a queue) and, unless
/// shielded, for a stop request. Lives in the awaiter, so in the waiting frame.
///
/// Invariant  the outcome is claimed once; the coroutine continues when nobody holds the node any
///            more.
/// Holders    the registrar (await_suspend), the source while the node is registered with it, the
///            stop state while it is registered there. A claimer takes back the other registrations
///            without waiting: one whose callback is running keeps its hold and drops it when it is
///            done. Nobody spins, nobody touches a frame that went on.
/// Edges      [C1] claim: result ‖ stop, one wins.
///            [C2] drop → last drop → the coroutine: all that the holders wrote.
class wait_node : public stop_node {
public:
    wait_node() noexcept : stop_node{&stop_requested} {}
    wait_node(const wait_node&) = delete;
    wait_node& operator=(const wait_node&) = delete;

    wait_node* next = nullptr;  ///< the source's, while registered

    /// Takes the node back from its source; true if the source won't touch it any more.
    using withdraw_fn = bool (*)(wait_node&) noexcept;

    /// Prepares to wait as `p`; the registrar's hold is taken. `withdraw`: null for a wait that
    /// can't be stopped.
    void begin(promise_base& p, withdraw_fn withdraw) noexcept {
        who_ = &p;
        withdraw_ = withdraw;
        outcome_.store(waiting, relaxed);  // not yet shared
        holders_.store(1, relaxed);        // not yet shared
    }
    /// Before the node is handed to its source: the source holds it from now on.
    void hold() noexcept { holders_.fetch_add(1, relaxed); }  // we hold it ourselves
    /// The source refused the node: its hold is void.
    void unhold() noexcept {
        holders_.fetch_sub(1, relaxed);
    }  // not the last one: the registrar's is left

    /// After the source has the node: a stop request ends the wait from now on.
    void until_stopped() noexcept {
        if (who_->stop() == nullptr) return;
        holders_.fetch_add(1, relaxed);  // we hold it ourselves
        if (!who_->stop()->add(*this)) return stop_requested(*this);
        // The source may have claimed the node before it was added, and found nothing to remove.
        // The stop state's lock orders the two: either the source's remove() came after our add(),
        // or we see its claim here.
        if (outcome_.load(acquire) != waiting && who_->stop()->remove(*this))
            unhold();  // [C1] pairs with claim()
    }

    /// The registrar is done: what await_suspend returns. Everything of the frame may be gone after
    /// it.
    std::coroutine_handle<> suspended() noexcept {
        promise_base& p = *who_;
        context& here = *p.ctx;
        return drop() ? continue_with(p, here) : std::noop_coroutine();
    }

    /// The source: the result is there. True: it is this waiter's (claimed); then write it if need
    /// be and call delivered(). False: the wait was stopped; call released().
    bool claim() noexcept {
        std::uint8_t expected = waiting;
        return outcome_.compare_exchange_strong(expected, result, acq_rel, acquire);  // [C1]
    }
    void delivered() noexcept {
        if (who_->stop() != nullptr && who_->stop()->remove(*this)) unhold();
        released();
    }
    /// The source gives up its hold. The node may be gone.
    void released() noexcept {
        promise_base& p = *who_;
        if (drop()) p.home().submit(p);
    }

    bool stopped() const noexcept {
        return outcome_.load(relaxed) == was_stopped;
    }  // after resumption; [C2]
    promise_base& who() const noexcept { return *who_; }

private:
    static constexpr std::uint8_t waiting = 0, result = 1, was_stopped = 2;

    bool drop() noexcept { return holders_.fetch_sub(1, acq_rel) == 1; }  // [C2]

    static void stop_requested(stop_node& base) noexcept {
        auto& node = static_cast<wait_node&>(base);
        std::uint8_t expected = waiting;
        if (node.outcome_.compare_exchange_strong(expected, was_stopped, acq_rel,
                                                  acquire)) {  // [C1]
            if (node.withdraw_(node)) node.unhold();
        }
        node.released();
    }

    promise_base* who_ = nullptr;
    withdraw_fn withdraw_ = nullptr;
    atomic<std::uint32_t> holders_{0};
    atomic<std::uint8_t> outcome_{waiting};
};

}  // namespace wend::inline v0::detail
