#pragma once
#include <wend/core/atomic.hpp>

#include <cstdint>

namespace wend::inline v0::detail {

/// A four-byte mutex for critical sections of a few instructions. Never held over a co_await or a
/// call to user code.
///
/// word   0 free, 1 held, 2 held and somebody sleeps on it. Blocks in the kernel
///        (runtime/core/parker.cpp) when contended.
/// Edges  [L1] unlock → lock: what was written under the lock.
class small_lock {
public:
    constexpr small_lock() noexcept = default;
    small_lock(const small_lock&) = delete;
    small_lock& operator=(const small_lock&) = delete;

    void lock() noexcept {
        std::uint32_t free = 0;
        if (!word_.compare_exchange_strong(free, 1, acquire, relaxed))
            lock_slow();  // [L1] pairs with unlock()
    }
    void unlock() noexcept {
        if (word_.exchange(0, release) == 2) wake_one();  // [L1] pairs with lock() and lock_slow()
    }

private:
    void lock_slow() noexcept;
    void wake_one() noexcept;

    atomic<std::uint32_t> word_{0};
};

class [[nodiscard]] lock_guard {
public:
    explicit lock_guard(small_lock& lock) noexcept : lock_{&lock} { lock_->lock(); }
    lock_guard(const lock_guard&) = delete;
    lock_guard& operator=(const lock_guard&) = delete;
    ~lock_guard() { lock_->unlock(); }

private:
    small_lock* lock_;
};

}  // namespace wend::inline v0::detail
