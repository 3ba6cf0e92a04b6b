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
/// Edges  [S1] request_stop → stop_requested: what the requester did before.
class stop_state {
public:
    stop_state() noexcept = default;
    stop_state(const stop_state&) = delete;
    stop_state& operator=(const stop_state&) = delete;

    /// Any thread, any number of times.
    void request_stop() noexcept;
    bool stop_requested() const noexcept {
        return requested_.load(acquire);
    }  // [S1] pairs with request_stop()

    /// False: stop was requested already, the node was not added and on_stop is not called.
    bool add(stop_node& node) noexcept;
    /// True: on_stop has not been called and never will be. False: it was called, or is being
    /// called right now.
    bool remove(stop_node& node) noexcept;

private:
    atomic<bool> requested_{false};
    small_lock lock_;
    stop_node* first_ = nullptr;
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
