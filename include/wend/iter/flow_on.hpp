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
    flow(const flow&) = delete;
    flow& operator=(const flow&) = delete;
    ~flow() {
        if (close_failure_) report_unhandled("flow_on", close_failure_);
    }

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

    /// The producer, before its end: its source failed to close.
    void close_failed(std::exception_ptr error) noexcept { close_failure_ = std::move(error); }
    /// The consumer, after the producer's end.
    void rethrow_close_failure() {
        if (close_failure_) std::rethrow_exception(std::exchange(close_failure_, nullptr));
    }

private:
    struct nothing {};
    Source source_;
    [[no_unique_address]] std::conditional_t<by_value, std::optional<iterator>, nothing> held_{};
    iterator* it_ = nullptr;
    std::exception_ptr close_failure_;
    atomic<unsigned> refs_{1};

public:
    /// A request is in progress. Plain loads and stores, as in generator_promise_base.
    atomic<bool> running{false};
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
    [[maybe_unused]] promise_base& me = co_await own_promise{};
    std::exception_ptr error;
    try {
        co_await pump(*f);
    } catch (...) {
        error = std::current_exception();
    }
    const bool stopped = is_cancellation(error);
    if constexpr (flow<Source>::closes) {
        try {
            co_await wend::aclose(f->it());
        } catch (...) {
            if (!error || stopped) {
                f->close_failed(std::current_exception());
            } else {
                suppress(me, std::current_exception());
            }
        }
    }
    // Whoever still asks was not cancelled itself: the producer's executor is going down.
    if (stopped) error = std::make_exception_ptr(task_cancelled());
    f->queue.finish(std::move(error));
}

template <class Source>
class flow_request;

/// The consumer's end of a flow_on stage. See flow_on().
///
/// Threads  one consumer at a time. A request that starts after another has suspended is refused.
template <class Source>
class flow_iterator {
    using flow = detail::flow<Source>;

public:
    flow_iterator(executor_ref where, Source&& source, std::optional<buffer> explicit_buffer)
        : where_{where},
          always_{explicit_buffer.has_value()},
          flow_{*new flow(static_cast<Source&&>(source),
                          explicit_buffer ? explicit_buffer->capacity() : default_flow_capacity)} {}
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
    [[nodiscard]] flow_request<Source> anext() noexcept { return flow_request<Source>{*this}; }
    /// Stops and joins the producer, which closes the source it owns where it ran; a failure of that
    /// close is thrown. Items in the buffer are dropped. A failure of the source that the consumer
    /// didn't ask for isn't raised.
    [[nodiscard]] task<void> aclose() { return close(*this); }

private:
    friend class flow_request<Source>;

    void start() {
        const std::string name = current_task_name() + "/flow_on";
        producer_ = spawn(where_, produce<Source>(flow_), spawn_options{.name = name});
    }

    static task<void> close(flow_iterator& self) {
        if (std::exchange(self.closed_, true)) co_return;
        if (self.producer_) {
            self.flow_->queue.close();
            self.producer_.cancel();
            co_await self.producer_.ended();
            self.producer_ = join_handle<void>();
            self.flow_->rethrow_close_failure();
        } else if constexpr (flow::closes) {
            if (self.flow_->acquired_yet()) co_await wend::aclose(self.flow_->it());
        }
    }

    executor_ref where_;
    bool always_;
    bool closed_ = false;
    flow_ref<Source> flow_;
    join_handle<void> producer_;
};

/// One request to a flow_on stage: to the source itself while there is no producer task and the
/// consumer is where the source shall run, else to the buffer.
template <class Source>
class flow_request : public native_awaiter {
    using flow = detail::flow<Source>;
    using iterator = typename flow::iterator;
    using value = typename flow::value;
    static constexpr bool native = std::derived_from<advance<iterator>, native_awaiter>;
    using direct =
        std::conditional_t<native, advance<iterator>, foreign_awaiter<advance<iterator>>>;
    using arrival = decltype(std::declval<flow&>().queue.arrival());

public:
    explicit flow_request(flow_iterator<Source>& stage) noexcept : stage_{&stage} {}
    flow_request(const flow_request&) = delete;
    flow_request& operator=(const flow_request&) = delete;

    bool await_ready() const noexcept { return false; }
    bool await_ready(promise_base& p) noexcept {
        if (stage_->closed_) return true;
        flow_ = &*stage_->flow_;
        if (flow_->running.load(relaxed)) {  // see flow
            refused_ = true;
            return true;
        }
        flow_->running.store(true, relaxed);  // see flow
        try {
            if (!stage_->producer_) {
                if (!stage_->always_ && p.home() == stage_->where_) return asks_source(p);
                stage_->start();
            }
            arrival_.emplace(flow_->queue);
            return arrival_->await_ready(p);
        } catch (...) {
            error_ = std::current_exception();
            return true;
        }
    }
    template <class P>
    WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) noexcept {
        return direct_ ? suspend_with(*direct_, h) : suspend_with(*arrival_, h);
    }
    next_result<value> await_resume() {
        if (refused_) throw generator_already_running();
        if (flow_ == nullptr) return {};  // closed
        const end_of_request at_exit{*flow_};
        if (error_) std::rethrow_exception(error_);
        if (direct_) {
            auto item = direct_->await_resume();
            if (!item) return {};
            return next_result<value>(value(*item));
        }
        arrival_->await_resume();
        return flow_->queue.pop();
    }

private:
    struct end_of_request {
        explicit end_of_request(flow& f) noexcept : of{&f} {}
        end_of_request(const end_of_request&) = delete;
        ~end_of_request() { of->running.store(false, relaxed); }  // see flow
        flow* of;
    };

    bool asks_source(promise_base& p) {
        if constexpr (native) {
            direct_.emplace(flow_->it());
        } else {
            direct_.emplace(next_request<iterator>{flow_->it()});
        }
        if constexpr (requires { direct_->await_ready(p); }) {
            return direct_->await_ready(p);
        } else {
            return direct_->await_ready();
        }
    }

    flow_iterator<Source>* stage_;
    flow* flow_ = nullptr;
    std::optional<direct> direct_;
    std::optional<arrival> arrival_;
    std::exception_ptr error_;
    bool refused_ = false;
};

}  // namespace detail

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
