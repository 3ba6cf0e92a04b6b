#pragma once
#include <wend/core/lock.hpp>
#include <wend/core/next_result.hpp>
#include <wend/task/detail/await.hpp>
#include <wend/task/detail/wait.hpp>

#include <cstddef>
#include <exception>
#include <new>
#include <utility>

namespace wend::inline v0::detail {

/// Bounded queue between one producer task and one consumer task.
///
/// Invariant  count_ slots are in use: the `taken_` before head_ are empty, those from head_ on are
///            constructed. The producer alone writes the slot behind them, the consumer alone takes
///            the first, so items are moved outside of the lock.
/// Threads    one producer, one consumer; each at most one wait at a time.
/// Locks      one for each push; the consumer's are spread over what was there when it looked.
/// Wakes      the consumer when the first item comes, the producer when half of the room is free: what
///            crosses between executors is spread over a batch.
template <class T>
class handoff {
public:
    /// `capacity` 0: rendezvous, a push waits until its item was taken.
    explicit handoff(std::size_t capacity)
        : room_{capacity == 0 ? 1 : capacity},
          rendezvous_{capacity == 0},
          slots_{new slot[room_]} {}
    handoff(const handoff&) = delete;
    handoff& operator=(const handoff&) = delete;
    ~handoff() {
        for (; count_ != taken_; --count_, head_ = after(head_)) item(head_)->~T();
        delete[] slots_;
    }

    /// Producer: waits for room. False: the consumer has closed, and nothing is to be pushed.
    auto room() noexcept { return wait<room_side>{*this}; }
    /// Producer, after room(): adds an item. Throws what T's move constructor throws.
    void push(T&& value) {
        ::new (static_cast<void*>(&slots_[tail_])) T(std::move(value));
        tail_ = after(tail_);
        --free_;
        wait_node* waiter = nullptr;
        {
            lock_guard guard{lock_};
            ++count_;
            waiter = std::exchange(consumer_, nullptr);
        }
        wake(waiter);
    }
    /// Producer: rendezvous only, waits until the item was taken.
    auto taken() noexcept { return wait<taken_side>{*this}; }
    bool rendezvous() const noexcept { return rendezvous_; }
    /// Producer: nothing more comes; `error` (may be null) is the last that the consumer gets.
    void finish(std::exception_ptr error) noexcept {
        wait_node* waiter = nullptr;
        {
            lock_guard guard{lock_};
            finished_ = true;
            error_ = std::move(error);
            waiter = std::exchange(consumer_, nullptr);
        }
        wake(waiter);
    }

    /// Consumer: waits until there is an item or nothing more comes.
    auto arrival() noexcept { return wait<arrival_side>{*this}; }
    /// Consumer, after arrival(): the item, or the end; the producer's error once.
    next_result<T> pop() {
        if (ready_ == 0) {
            lock_guard guard{lock_};
            ready_ = count_;
            if (ready_ == 0) {
                if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
                return {};
            }
        }
        T* const first = item(head_);
        next_result<T> got{std::move(*first)};
        first->~T();
        head_ = after(head_);
        ++taken_;
        if (--ready_ == 0 || taken_ > room_ / 2) give_back();
        return got;
    }
    /// Consumer: takes no more items.
    void close() noexcept {
        wait_node* waiter = nullptr;
        {
            lock_guard guard{lock_};
            closed_ = true;
            waiter = std::exchange(producer_, nullptr);
        }
        wake(waiter);
    }

private:
    struct slot {
        alignas(T) std::byte bytes[sizeof(T)];
    };

    // What each wait is for: whether it is known without the lock, whether it is so (under the lock),
    // and who waits.
    struct room_side {
        static bool known(handoff& q) noexcept { return q.free_ != 0; }
        static bool ready(handoff& q) noexcept { return q.closed_ || q.count_ < q.room_; }
        static wait_node*& place(handoff& q) noexcept { return q.producer_; }
        static bool result(handoff& q) noexcept {
            if (q.free_ != 0) return true;
            lock_guard guard{q.lock_};
            q.free_ = q.closed_ ? 0 : q.room_ - q.count_;
            return !q.closed_;
        }
    };
    struct taken_side {
        static bool known(handoff&) noexcept { return false; }
        static bool ready(handoff& q) noexcept { return q.closed_ || q.count_ == 0; }
        static wait_node*& place(handoff& q) noexcept { return q.producer_; }
        static void result(handoff&) noexcept {}
    };
    struct arrival_side {
        static bool known(handoff& q) noexcept { return q.ready_ != 0; }
        static bool ready(handoff& q) noexcept { return q.count_ != 0 || q.finished_; }
        static wait_node*& place(handoff& q) noexcept { return q.consumer_; }
        static void result(handoff&) noexcept {}
    };

    /// A stop request ends the wait with operation_cancelled.
    template <class Side>
    class wait : public native_awaiter {
    public:
        explicit wait(handoff& queue) noexcept { node_.queue = &queue; }
        bool await_ready() const noexcept { return false; }
        bool await_ready(promise_base& p) noexcept {
            stopped_ = p.stop_requested();
            if (stopped_ || Side::known(*node_.queue)) return true;
            lock_guard guard{node_.queue->lock_};
            return Side::ready(*node_.queue);
        }
        template <class P>
        WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(
            std::coroutine_handle<P> h) noexcept {
            node_.begin(h.promise(), [](wait_node& n) noexcept {
                handoff& q = *static_cast<node&>(n).queue;
                lock_guard guard{q.lock_};
                if (Side::place(q) != &n) return false;
                Side::place(q) = nullptr;
                return true;
            });
            {
                lock_guard guard{node_.queue->lock_};
                if (Side::ready(*node_.queue)) return h.promise().ctx->transfer(h);
                Side::place(*node_.queue) = &node_;
            }
            node_.until_stopped();
            return node_.suspended();  // the frame may be gone from here
        }
        auto await_resume() {
            if (stopped_ || node_.stopped()) throw operation_cancelled();
            return Side::result(*node_.queue);
        }

    private:
        struct node : wait_node {
            handoff* queue = nullptr;
        };
        node node_;
        bool stopped_ = false;
    };

    /// Consumer: what it has taken is room again.
    void give_back() noexcept {
        wait_node* waiter = nullptr;
        {
            lock_guard guard{lock_};
            count_ -= std::exchange(taken_, 0);
            if (count_ <= room_ / 2) waiter = std::exchange(producer_, nullptr);
        }
        wake(waiter);
    }
    static void wake(wait_node* waiter) noexcept {
        if (waiter != nullptr) waiter->deliver();
    }
    std::size_t after(std::size_t index) const noexcept {
        return index + 1 == room_ ? 0 : index + 1;
    }
    T* item(std::size_t index) noexcept {
        return std::launder(reinterpret_cast<T*>(&slots_[index]));
    }

    const std::size_t room_;
    const bool rendezvous_;
    slot* const slots_;
    std::size_t head_ = 0;   ///< consumer's, like
    std::size_t ready_ = 0;  ///< how many items are there, as far as it knows,
    std::size_t taken_ = 0;  ///< and how many slots it has emptied and not given back
    std::size_t tail_ = 0;   ///< producer's, like
    std::size_t free_ = 0;   ///< how many slots are free, as far as it knows
    small_lock lock_;        ///< guards all below
    std::size_t count_ = 0;
    wait_node* consumer_ = nullptr;
    wait_node* producer_ = nullptr;
    std::exception_ptr error_;
    bool finished_ = false;
    bool closed_ = false;
};

}  // namespace wend::inline v0::detail
