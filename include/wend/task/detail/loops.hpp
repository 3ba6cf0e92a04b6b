#pragma once
#include <wend/core/assert.hpp>
#include <wend/core/invoke.hpp>
#include <wend/task/detail/call.hpp>
#include <wend/task/detail/indexed.hpp>
#include <wend/task/detail/piece.hpp>
#include <wend/task/detail/stretches.hpp>
#include <wend/task/parallel_options.hpp>
#include <wend/task/task.hpp>
#include <wend/task/when_all.hpp>

#include <cstddef>
#include <optional>
#include <type_traits>

/// What the parallel loops are made of besides their pieces: the coroutine that runs elements, and the
/// two kinds of loop, with and without a result.

namespace wend::inline v0::detail {

/// The worker coroutine of a parallel loop. What one piece makes of its chunks is a Loop::partial,
/// which lives here until the piece has no more.
template <class Loop>
piece_coroutine run_piece(Loop& loop) {
    promise_base& self = co_await own_promise{};
    auto& me = static_cast<piece&>(self);
    typename Loop::partial sum;
    while (me.next_chunk()) {
        try {
            if (me.chunk() == 0) loop.start(sum);
            const std::size_t end = loop.end_of(me.chunk());
            for (std::size_t i = loop.first_of(me.chunk()); i != end; ++i) {
                decltype(auto) element = loop.element(i);  // outlives what refers to it
                if constexpr (Loop::awaits) {
                    auto called = loop.call(static_cast<decltype(element)&&>(element));
                    if constexpr (Loop::has_values) {
                        auto&& value = co_await std::move(called);
                        loop.add(sum, std::forward<decltype(value)>(value));
                    } else {
                        co_await std::move(called);
                    }
                } else if constexpr (Loop::has_values) {
                    loop.add(sum, loop.call(static_cast<decltype(element)&&>(element)));
                } else {
                    loop.call(static_cast<decltype(element)&&>(element));
                }
            }
        } catch (...) {
            me.failed(std::current_exception());
        }
        if (me.tired()) co_await piece::rest{};
    }
    try {
        if (me.complete()) loop.settle(me.start(), me.start() + me.count(), std::move(sum));
    } catch (...) {
        me.failed(std::current_exception());
    }
}
template <class Loop>
piece_coroutine make_piece(loop_core& loop) {
    return run_piece(static_cast<Loop&>(loop));
}

/// Chunks `first` to `last` - 1 of a reduction of fixed shape, halved down to single ones. What
/// fails is told to the loop, so that the first failure by time is the one.
template <class Loop>
task<typename Loop::partial> fold_fixed(Loop& loop, std::size_t first, std::size_t last) {
    typename Loop::partial sum;
    if (last - first > 1) {
        const std::size_t middle = first + (last - first + 1) / 2;
        auto both =
            co_await when_all(fold_fixed(loop, first, middle), fold_fixed(loop, middle, last));
        auto& [left, right] = both;
        try {
            loop.combine(sum, std::move(left), std::move(right));
        } catch (...) {
            loop.fail(std::current_exception());
            sum.reset();
        }
        co_return std::move(sum);
    }
    if (loop.halted()) {
        loop.skipped();
        co_return std::move(sum);
    }
    try {
        if (first == 0) loop.start(sum);
        for (std::size_t i = loop.first_of(first); i != loop.end_of(first); ++i) {
            decltype(auto) element = loop.element(i);  // outlives what refers to it
            if constexpr (Loop::awaits) {
                auto called = loop.call(static_cast<decltype(element)&&>(element));
                auto&& value = co_await std::move(called);
                loop.add(sum, std::forward<decltype(value)>(value));
            } else {
                loop.add(sum, loop.call(static_cast<decltype(element)&&>(element)));
            }
        }
    } catch (...) {
        loop.fail(std::current_exception());
        sum.reset();
    }
    co_return std::move(sum);
}

/// Elements, and what is done with each: called from several threads at once.
template <class R, class F>
class loop_body {
public:
    using item = decltype(std::declval<indexed<R>&>()[0]);
    using called = std::invoke_result_t<F&, item>;
    using result = typename body_result<called>::type;
    static constexpr bool awaits = is_task<std::remove_cvref_t<called>>;
    static_assert(awaits || !awaitable<called>,
                  "wend: what a parallel loop calls for an element returns a wend::task, or isn't "
                  "awaited at all: make it a task");
    static_assert(
        alignof(std::remove_reference_t<item>) <= alignof(std::max_align_t) ||
            std::is_reference_v<item>,
        "wend: what a range makes for a parallel loop can't be aligned more strictly than "
        "max_align_t: use a range that holds its elements");

    loop_body(R&& range, F&& function)
        : elements_{static_cast<R&&>(range)}, function_(static_cast<F&&>(function)) {}
    std::size_t size() { return elements_.size(); }
    item element(std::size_t i) { return elements_[i]; }
    called call(item&& element) {
        return ::wend::detail::invoke(function_, static_cast<item&&>(element));
    }

private:
    indexed<R> elements_;
    F function_;
};

template <class R, class F>
class for_each_loop : private loop_body<R, F>, public loop_core {
    using body = loop_body<R, F>;

public:
    using body::element, body::call, body::awaits;
    static constexpr bool has_values = false;
    struct partial {};
    static_assert(!awaits || std::is_void_v<typename body::result>,
                  "wend: nobody takes what the body of parallel_for_each returns: let it be a "
                  "task<void>, or use parallel_transform_reduce");

    for_each_loop(R&& range, F&& function, parallel_options options)
        : body{static_cast<R&&>(range), static_cast<F&&>(function)},
          loop_core{&make_piece<for_each_loop>, body::size(), options.grain, options.limit} {}

    void start(partial&) const noexcept {}
    void settle(std::size_t, std::size_t, partial&&) const noexcept {}
    void result() const noexcept {}
};

template <class R, class T, class Reduce, class Transform>
class reduce_loop : private loop_body<R, Transform>, public loop_core {
    using body = loop_body<R, Transform>;

public:
    using body::element, body::call, body::awaits;
    static constexpr bool has_values = true;
    using partial = std::optional<T>;
    static_assert(!std::is_void_v<typename body::result> &&
                      std::is_constructible_v<T, typename body::result>,
                  "wend: what transform gives for an element must convert to the type of init");
    static_assert(alignof(T) <= alignof(std::max_align_t),
                  "wend: the type of init can't be aligned more strictly than max_align_t: reduce "
                  "std::unique_ptr's to it");

    reduce_loop(R&& range, T&& init, Reduce&& reduce, Transform&& transform, reduce_options options)
        : body{static_cast<R&&>(range), static_cast<Transform&&>(transform)},
          loop_core{&make_piece<reduce_loop>, body::size(), options.grain, options.limit},
          total_{std::move(init)},
          reduce_(static_cast<Reduce&&>(reduce)),
          shape_{options.shape} {}

    std::coroutine_handle<> begin(promise_base& parent) noexcept {
        if (shape_ == reduce_shape::by_demand) return loop_core::begin(parent);
        WEND_ASSERT(!whole_, "a parallel loop was awaited twice");
        prepare(parent);
        try {
            whole_.emplace(fold_fixed(*this, 0, chunks()));
        } catch (...) {  // no memory
            fail(std::current_exception());
            return parent.ctx->transfer(parent.self());
        }
        promise_base& root = *whole_->promise();
        root.inherit(parent);
        root.ends_in(parent);
        return parent.ctx->transfer(root.self());
    }

    /// For the leftmost chunk.
    void start(partial& sum) { sum.emplace(std::move(*total_)); }
    template <class U>
    void add(partial& sum, U&& value) {
        if (sum) {
            *sum = joined(std::move(*sum), static_cast<T>(std::forward<U>(value)));
        } else {
            sum.emplace(std::forward<U>(value));
        }
    }
    /// Nothing, if one of the two is missing.
    void combine(partial& sum, partial&& left, partial&& right) {
        if (left && right) sum.emplace(joined(std::move(*left), std::move(*right)));
    }
    void settle(std::size_t first, std::size_t last, partial&& sum) {
        if (last - first == chunks()) {
            total_ = std::move(sum);
        } else {
            parts_.add(first, last, std::move(*sum),
                       [this](T&& a, T&& b) { return joined(std::move(a), std::move(b)); });
            in_parts_.store(true, relaxed);  // read after [F3]
        }
    }
    T result() {
        if (whole_) return *std::move(whole_->promise()->result).take();
        if (in_parts_.load(relaxed)) return parts_.take();  // ordered by [F3]
        return *std::move(total_);
    }

private:
    T joined(T&& a, T&& b) {
        return static_cast<T>(::wend::detail::invoke(reduce_, std::move(a), std::move(b)));
    }

    partial total_;  ///< init; in the end the result, if one piece has run all chunks
    Reduce reduce_;
    const reduce_shape shape_;
    std::optional<task<partial>> whole_;  ///< of a fixed shape
    stretches<T> parts_;
    atomic<bool> in_parts_{false};
};

/// Awaits a parallel loop, which it owns.
template <class Loop>
class [[nodiscard]] loop_awaiter : public native_awaiter {
public:
    template <class... A>
    explicit loop_awaiter(A&&... arguments) : loop_{std::forward<A>(arguments)...} {}

    bool await_ready() const noexcept { return loop_.chunks() == 0; }
    template <class P>
    WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) noexcept {
        return loop_.begin(h.promise());  // the frame may be gone from here
    }
    auto await_resume() {
        loop_.after_join();
        return loop_.result();
    }

private:
    Loop loop_;
};

}  // namespace wend::inline v0::detail
