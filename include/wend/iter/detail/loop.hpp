#pragma once
#include <wend/iter/aclose.hpp>
#include <wend/iter/aiter.hpp>
#include <wend/iter/next.hpp>
#include <wend/task/task.hpp>

#include <optional>

namespace wend::inline v0::detail {

/// Closes an owned iterator that a loop has left by exception, co_return or cancel. Owns it, and the
/// source it may refer to, from the loop's beginning, so that unwinding neither moves nor allocates.
///
/// `Source`: kept here if it is an object type. `Acquired`: what aiter() gives, a reference or a value.
template <class Source, class Acquired>
class loop_exit_node final : public exit_node {
public:
    explicit loop_exit_node(Source&& from)
        : source_(static_cast<Source&&>(from)), it(wend::aiter(source_)) {}
    task<void> close() override { co_await aclose(it); }

private:
    Source source_;

public:
    Acquired it;
};

/// One loop over an async iterable.
///
/// Who closes: the source's value category decides. An lvalue is borrowed and left open; an rvalue is
/// owned, and so is an iterator that aiter() returned by value, since nobody else can reach it.
/// Closed and awaited in place at the end and on break; on other ways out by the coroutine's exit
/// stage.
///
/// `Source` is the type of `auto&& source = expression`.
template <class Source>
class async_loop {
    using acquired = decltype(wend::aiter(std::declval<std::remove_reference_t<Source>&>()));
    using iterator = std::remove_reference_t<acquired>;
    static constexpr bool by_value = !std::is_reference_v<acquired>;
    static constexpr bool owned = by_value || std::is_rvalue_reference_v<Source>;
    static constexpr bool closes = owned && async_closable<iterator>;

    using object = std::remove_reference_t<Source>;
    static constexpr bool moves_in =
        std::is_rvalue_reference_v<Source> && std::is_move_constructible_v<object>;
    using exit_node = loop_exit_node<std::conditional_t<moves_in, object, object&>, acquired>;

public:
    async_loop(object& source, promise_base& p) : promise_{&p} {
        if constexpr (closes) {
            static_assert(moves_in || by_value || !std::is_rvalue_reference_v<Source>,
                          "wend: a loop that owns its source must be able to move it");
            p.stage();  // now: leaving the loop must not allocate
            if constexpr (moves_in) {
                node_ = new exit_node(std::move(source));
            } else {
                node_ = new exit_node(source);
            }
            it_ = __builtin_addressof(node_->it);
        } else if constexpr (by_value) {
            held_.emplace(wend::aiter(source));
            it_ = &*held_;
        } else {
            it_ = __builtin_addressof(wend::aiter(source));
        }
    }
    async_loop(const async_loop&) = delete;
    async_loop& operator=(const async_loop&) = delete;
    ~async_loop() {
        if constexpr (closes) {
            if (closed_) {
                delete node_;
            } else {
                promise_->stage().add_left(*node_);
            }
        }
    }

    next_request<iterator> next() noexcept { return next_request<iterator>{*it_}; }

    /// The loop is left in place, at the end or by break.
    auto close() {
        closed_ = true;
        if constexpr (closes) {
            return wend::aclose(node_->it);
        } else {
            return nothing_to_close{};
        }
    }

private:
    struct nothing {};

    promise_base* promise_;
    iterator* it_ = nullptr;
    [[no_unique_address]] std::conditional_t<closes, exit_node*, nothing> node_{};
    [[no_unique_address]] std::conditional_t<by_value && !closes, std::optional<iterator>, nothing>
        held_{};
    bool closed_ = false;
};

}  // namespace wend::inline v0::detail
