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
/// Invariant  count_ slots from head_ on are constructed. The producer alone writes the slot behind
///            them, the consumer alone takes the first, so items are moved outside of the lock.
/// Threads    one producer, one consumer; each at most one wait at a time.
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
        for (; count_ != 0; --count_, head_ = after(head_)) item(head_)->~T();
        delete[] slots_;
    }

    /// Producer: waits for room. False: the consumer has closed, and nothing is to be pushed.
    auto room() noexcept { return wait<&handoff::room_free, &handoff::producer_>{*this}; }
    /// Producer, after room(): adds an item. Throws what T's move constructor throws.
    void push(T&& value) {
        ::new (static_cast<void*>(&slots_[tail_])) T(std::move(value));
        tail_ = after(tail_);
        wait_node* waiter = nullptr;
        {
            lock_guard guard{lock_};
            ++count_;
            waiter = std::exchange(consumer_, nullptr);
        }
        wake(waiter);
    }
    /// Producer: rendezvous only, waits until the item was taken.
    auto taken() noexcept { return wait<&handoff::all_taken, &handoff::producer_>{*this}; }
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
    auto arrival() noexcept { return wait<&handoff::something, &handoff::consumer_>{*this}; }
    /// Consumer, after arrival(): the item, or the end; the producer's error once.
    next_result<T> pop() {
        {
            lock_guard guard{lock_};
            if (count_ == 0) {
                if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
                return {};
            }
        }
        T* const first = item(head_);
        next_result<T> got{std::move(*first)};
        first->~T();
        head_ = after(head_);
        wait_node* waiter = nullptr;
        {
            lock_guard guard{lock_};
            --count_;
            if (count_ <= room_ / 2) waiter = std::exchange(producer_, nullptr);
        }
        wake(waiter);
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

    /// Waits until Ready is true; a stop request ends the wait with operation_cancelled.
    template <bool (handoff::*Ready)() const noexcept, wait_node* handoff::* Place>
    class wait : public native_awaiter {
    public:
        explicit wait(handoff& queue) noexcept { node_.queue = &queue; }
        bool await_ready() const noexcept { return false; }
        bool await_ready(promise_base& p) noexcept {
            stopped_ = p.stop_requested();
            if (stopped_) return true;
            lock_guard guard{node_.queue->lock_};
            return (node_.queue->*Ready)();
        }
        template <class P>
        WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(
            std::coroutine_handle<P> h) noexcept {
            node_.begin(h.promise(), [](wait_node& n) noexcept {
                handoff& q = *static_cast<node&>(n).queue;
                lock_guard guard{q.lock_};
                if (q.*Place != &n) return false;
                q.*Place = nullptr;
                return true;
            });
            node_.hold();
            {
                lock_guard guard{node_.queue->lock_};
                if ((node_.queue->*Ready)()) return h.promise().ctx->transfer(h);
                node_.queue->*Place = &node_;
            }
            node_.until_stopped();
            return node_.suspended();  // the frame may be gone from here
        }
        /// True unless the consumer has closed.
        bool await_resume() {
            if (stopped_ || node_.stopped()) throw operation_cancelled();
            lock_guard guard{node_.queue->lock_};
            return !node_.queue->closed_;
        }

    private:
        struct node : wait_node {
            handoff* queue = nullptr;
        };
        node node_;
        bool stopped_ = false;
    };

    bool room_free() const noexcept { return closed_ || count_ < room_; }
    bool all_taken() const noexcept { return closed_ || count_ == 0; }
    bool something() const noexcept { return count_ != 0 || finished_; }

    static void wake(wait_node* waiter) noexcept {
        if (waiter == nullptr) return;
        if (waiter->claim()) {
            waiter->delivered();
        } else {
            waiter->released();
        }
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
    std::size_t head_ = 0;  ///< consumer's
    std::size_t tail_ = 0;  ///< producer's
    small_lock lock_;       ///< guards all below
    std::size_t count_ = 0;
    wait_node* consumer_ = nullptr;
    wait_node* producer_ = nullptr;
    std::exception_ptr error_;
    bool finished_ = false;
    bool closed_ = false;
};

}  // namespace wend::inline v0::detail
