#pragma once
#include <wend/core/atomic.hpp>
#include <wend/core/sleep_word.hpp>

#include <cstdint>

namespace wend::inline v0::detail {

/// Tells one thread that another has done something, once. The waiter may destroy the flag, with all
/// that surrounds it, as soon as it has seen it set: the exchange in set() is the last access, and a
/// wake-up after it goes by the address alone, where a waiter that is somebody else's by then looks
/// again.
///
/// word   0 open, 1 done, 2 open and the waiter sleeps.
/// Edges  [P3] set → is_set that is true, wait: what was done.
class done_flag {
public:
    constexpr done_flag() noexcept = default;
    done_flag(const done_flag&) = delete;
    done_flag& operator=(const done_flag&) = delete;

    /// Any thread, once.
    void set() noexcept {
        atomic<std::uint32_t>& word = word_;
        const bool sleeps =
            word.exchange(done, release) == asleep;  // [P3] pairs with is_set(), wait()
        if (sleeps) wake_sleeper(word);
    }
    bool is_set() const noexcept { return word_.load(acquire) == done; }  // [P3] pairs with set()
    /// Blocks. One thread.
    void wait() noexcept {
        std::uint32_t expected = open;
        const bool waits =
            word_.compare_exchange_strong(expected, asleep, acquire, acquire);  // [P3]
        if (!waits) return;  // it was set meanwhile
        while (!is_set()) sleep_while(word_, asleep);
    }

private:
    static constexpr std::uint32_t open = 0, done = 1, asleep = 2;
    atomic<std::uint32_t> word_{open};
};

}  // namespace wend::inline v0::detail
