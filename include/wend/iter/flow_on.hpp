#pragma once
#include <wend/exec/identity.hpp>
#include <wend/iter/aclose.hpp>
#include <wend/iter/aiter.hpp>
#include <wend/iter/detail/handoff.hpp>
#include <wend/iter/next.hpp>
#include <wend/iter/pipe.hpp>
#include <wend/task/spawn.hpp>

#include <optional>
#include <string>

namespace wend::inline v0 {

/// Capacity of the buffer of a stage that runs as a task of its own; 0: rendezvous.
class buffer {
public:
    explicit constexpr buffer(std::size_t capacity) noexcept : capacity_{capacity} {}
    constexpr std::size_t capacity() const noexcept { return capacity_; }

private:
    std::size_t capacity_;
};

namespace detail {

inline constexpr std::size_t default_flow_capacity = 16;

/// What the consumer's end and the producer task of one flow_on share: the source at a fixed address,
/// its iterator, and the buffer. Counted: one reference each.
///
/// Edges  [H1] every drop → the last one: what the others did.
template <class Source>
class flow : public frame_allocated {
    using acquired = decltype(wend::aiter(std::declval<Source&>()));
    static constexpr bool by_value = !std::is_reference_v<acquired>;

public:
    using iterator = std::remove_reference_t<acquired>;
    using value = async_value_t<iterator>;
    static constexpr bool closes =
        (by_value || !std::is_lvalue_reference_v<Source>) && async_closable<iterator>;

    flow(Source&& source, std::size_t capacity)
        : source_(static_cast<Source&&>(source)), queue(capacity) {}

    /// Acquired once, at the first request.
    iterator& it() {
        if (it_ != nullptr) return *it_;
        if constexpr (by_value) {
            held_.emplace(wend::aiter(source_));
            it_ = &*held_;
        } else {
            it_ = __builtin_addressof(wend::aiter(source_));
        }
        return *it_;
    }
    bool acquired_yet() const noexcept { return it_ != nullptr; }

    void retain() noexcept { refs_.fetch_add(1, relaxed); }  // the caller holds a reference
    void drop() noexcept {
        if (refs_.fetch_sub(1, acq_rel) == 1)
            delete this;  // [H1] the last one sees what the others did
    }

private:
    struct nothing {};
    Source source_;
    [[no_unique_address]] std::conditional_t<by_value, std::optional<iterator>, nothing> held_{};
    iterator* it_ = nullptr;
    atomic<unsigned> refs_{1};

public:
    handoff<value> queue;
};

/// A counted reference to a flow.
template <class Source>
class flow_ref {
public:
    flow_ref() noexcept = default;
    explicit flow_ref(flow<Source>& f) noexcept : flow_{&f} {}
    flow_ref(const flow_ref& other) noexcept : flow_{other.flow_} { flow_->retain(); }
    flow_ref(flow_ref&& other) noexcept : flow_{std::exchange(other.flow_, nullptr)} {}
    flow_ref& operator=(flow_ref other) noexcept {
        std::swap(flow_, other.flow_);
        return *this;
    }
    ~flow_ref() {
        if (flow_ != nullptr) flow_->drop();
    }
    flow<Source>* operator->() const noexcept { return flow_; }
    flow<Source>& operator*() const noexcept { return *flow_; }
    explicit operator bool() const noexcept { return flow_ != nullptr; }

private:
    flow<Source>* flow_ = nullptr;
};

/// Moves items from the source to the buffer until one of the ends says stop.
template <class Source>
task<void> pump(flow<Source>& f) {
    while (true) {
        const bool open = co_await f.queue.room();
        if (!open) co_return;
        auto item = co_await next(f.it());
        if (!item) co_return;
        f.queue.push(typename flow<Source>::value(*item));
        if (f.queue.rendezvous()) co_await f.queue.taken();
    }
}

/// The producer task: pumps, closes what it owns where it ran, and tells the consumer how it ended.
template <class Source>
task<void> produce(flow_ref<Source> f) {
    std::exception_ptr error;
    try {
        co_await pump(*f);
    } catch (...) {
        error = std::current_exception();
    }
    if constexpr (flow<Source>::closes) {
        promise_base& me = co_await own_promise{};
        stop_state* const stop = std::exchange(me.stop, nullptr);  // shielded
        try {
            co_await wend::aclose(f->it());
        } catch (...) {
            if (!error || is_cancellation(error)) {
                error = std::current_exception();
            } else {
                suppress(me, std::current_exception());
            }
        }
        me.stop = stop;
    }
    f->queue.finish(error);
}

}  // namespace detail

/// The consumer's end of a flow_on stage. See flow_on().
template <class Source>
class flow_iterator {
    using flow = detail::flow<Source>;
    using value = typename flow::value;

public:
    flow_iterator(executor_ref where, Source&& source, std::optional<buffer> explicit_buffer)
        : where_{where},
          always_{explicit_buffer.has_value()},
          flow_{*new flow(static_cast<Source&&>(source), explicit_buffer
                                                             ? explicit_buffer->capacity()
                                                             : detail::default_flow_capacity)} {}
    flow_iterator(flow_iterator&&) noexcept = default;
    flow_iterator& operator=(flow_iterator&&) = delete;
    /// Without aclose(): the producer is asked to stop and ends by itself.
    ~flow_iterator() {
        if (producer_) {
            flow_->queue.close();
            producer_.cancel();
        }
    }

    flow_iterator& aiter() noexcept { return *this; }
    [[nodiscard]] task<next_result<value>> anext() { return step(*this); }
    /// Stops and joins the producer, which closes the source it owns where it ran. Items in the buffer
    /// are dropped. A failure of the source that the consumer didn't ask for isn't raised.
    [[nodiscard]] task<void> aclose() { return close(*this); }

private:
    static task<next_result<value>> step(flow_iterator& self) {
        if (self.closed_) co_return std::nullopt;
        if (!self.producer_) {
            detail::promise_base& me = co_await detail::own_promise{};
            if (!self.always_ && me.home == self.where_) {
                auto item = co_await next(self.flow_->it());
                if (!item) co_return std::nullopt;
                co_return next_result<value>(value(*item));
            }
            self.start();
        }
        co_await self.flow_->queue.arrival();
        co_return self.flow_->queue.pop();
    }

    void start() {
        const std::string name = current_task_name() + "/flow_on";
        producer_ = spawn(where_, detail::produce<Source>(flow_), spawn_options{.name = name});
    }

    static task<void> close(flow_iterator& self) {
        if (std::exchange(self.closed_, true)) co_return;
        if (self.producer_) {
            self.flow_->queue.close();
            self.producer_.cancel();
            co_await self.producer_.ended();
            self.producer_ = join_handle<void>();
        } else if constexpr (flow::closes) {
            if (self.flow_->acquired_yet()) co_await wend::aclose(self.flow_->it());
        }
    }

    executor_ref where_;
    bool always_;
    bool closed_ = false;
    detail::flow_ref<Source> flow_;
    join_handle<void> producer_;
};

namespace detail {

class flow_stage : public pipe_stage {
public:
    flow_stage(executor_ref where, std::optional<buffer> explicit_buffer) noexcept
        : where_{where}, buffer_{explicit_buffer} {}
    template <class R>
    auto operator()(R&& source) const {
        return flow_iterator<kept_source<R>>(where_, std::forward<R>(source), buffer_);
    }

private:
    executor_ref where_;
    std::optional<buffer> buffer_;
};

}  // namespace detail

/// `source | flow_on(where)`: everything upstream, up to the previous flow_on, runs on `where` as a task
/// of its own, named "<consumer's task>/flow_on", with a bounded buffer (16) between; what stands
/// downstream isn't affected. On the consumer's own executor it does nothing, unless a buffer is
/// asked for. The task starts with the first request and is stopped and joined by aclose(). Items cross
/// as values, moved once. A failure arrives behind the items that came before it.
///
/// Borrows  `where`, and an lvalue source, until the iterator is closed.
[[nodiscard]] inline auto flow_on(executor_ref where) noexcept {
    return detail::flow_stage{where, std::nullopt};
}
[[nodiscard]] inline auto flow_on(executor_ref where, buffer capacity) noexcept {
    return detail::flow_stage{where, capacity};
}

}  // namespace wend::inline v0
