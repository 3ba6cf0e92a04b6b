#pragma once
#include <wend/core/atomic.hpp>
#include <wend/core/lock.hpp>

namespace wend::inline v0 {
namespace detail {

/// Something to be told of a stop request. `on_stop` is called at most once, on the requesting
/// thread, with no lock held; it must not wait, and must not touch the stop_state.
struct stop_node {
    void (*on_stop)(stop_node&) noexcept;
    stop_node* prev = nullptr;
    stop_node* next = nullptr;
    bool linked = false;
};

/// One stop request and who waits for it. Sticky: once requested it stays so.
///
/// Most often one coroutine waits at a time. It has a place of its own, taken and left by one
/// compare-exchange; only further ones go to a list under the lock.
///
/// Invariant  a node is in `only_`, in the list, or (linked == false) in neither. Once `only_` holds
///            requested() it keeps it, and nothing is added any more.
/// Edges      [S1] request_stop → stop_requested: what the requester did before.
///            [S2] add, then a load ‖ a store, then remove that fails; all seq_cst: the load sees
///            the store, or remove succeeds.
class stop_state {
public:
    stop_state() noexcept = default;
    stop_state(const stop_state&) = delete;
    stop_state& operator=(const stop_state&) = delete;

    /// Any thread, any number of times.
    void request_stop() noexcept;
    bool stop_requested() const noexcept {
        return only_.load(acquire) == requested();  // [S1] pairs with request_stop()
    }

    /// False: stop was requested already, the node was not added and on_stop is not called.
    bool add(stop_node& node) noexcept {
        stop_node* free = nullptr;
        return only_.compare_exchange_strong(free, &node, seq_cst, relaxed) ||  // [S2]
               add_to_list(node);
    }
    /// True: on_stop has not been called and never will be. False: it was called, or is being
    /// called right now, or the node wasn't added.
    bool remove(stop_node& node) noexcept {
        stop_node* here = &node;
        return only_.compare_exchange_strong(here, nullptr, seq_cst, seq_cst) ||  // [S2]
               remove_from_list(node);
    }

private:
    stop_node* requested() const noexcept {
        return reinterpret_cast<stop_node*>(const_cast<atomic<stop_node*>*>(&only_));
    }
    bool add_to_list(stop_node& node) noexcept;
    bool remove_from_list(stop_node& node) noexcept;

    atomic<stop_node*> only_{nullptr};
    small_lock lock_;
    stop_node* first_ = nullptr;  ///< under the lock
};

}  // namespace detail

/// Asks whether stop was requested. Refers to the task or source it was taken from, which must
/// outlive it.
class stop_token {
public:
    constexpr stop_token() noexcept = default;
    explicit constexpr stop_token(const detail::stop_state* state) noexcept : state_{state} {}

    bool stop_requested() const noexcept { return state_ != nullptr && state_->stop_requested(); }
    bool stop_possible() const noexcept { return state_ != nullptr; }

private:
    const detail::stop_state* state_ = nullptr;
};

/// A stop request of one's own. Any thread may request; the source outlives its tokens.
class stop_source {
public:
    void request_stop() noexcept { state_.request_stop(); }
    bool stop_requested() const noexcept { return state_.stop_requested(); }
    stop_token token() const noexcept { return stop_token{&state_}; }

private:
    detail::stop_state state_;
};

}  // namespace wend::inline v0
