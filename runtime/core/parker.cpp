#include "parker.hpp"

#include "ticks.hpp"

#include <wend/core/config.hpp>
#include <wend/core/lock.hpp>
#include <wend/core/sleep_word.hpp>

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <ctime>

namespace wend::inline v0::detail {
namespace {

/// Sleeps while `word` holds `expected`; may return early for any reason. Keeps errno.
void futex_wait(atomic<std::uint32_t>& word, std::uint32_t expected,
                const timespec* limit = nullptr) noexcept {
    const int saved = errno;
    syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&word), FUTEX_WAIT_PRIVATE, expected, limit,
            nullptr, 0);
    errno = saved;
}

void futex_wake(atomic<std::uint32_t>& word, int count) noexcept {
    const int saved = errno;
    syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&word), FUTEX_WAKE_PRIVATE, count, nullptr,
            nullptr, 0);
    errno = saved;
}

constexpr std::uint32_t empty = 0, token = 1, asleep = 2;

}  // namespace

bool parker::try_park() noexcept {
    std::uint32_t expected = token;
    return state_.compare_exchange_strong(expected, empty, acquire,
                                          relaxed);  // [P1] pairs with unpark()
}

void parker::park() noexcept {
    while (true) {
        if (try_park()) return;
        std::uint32_t expected = empty;
        // relaxed: nothing is published by going to sleep; a token that came instead is taken by
        // try_park().
        if (state_.compare_exchange_strong(expected, asleep, relaxed, relaxed) ||
            expected == asleep) {
            futex_wait(state_, asleep);
        }
    }
}

bool parker::park_for(std::int64_t nanoseconds) noexcept {
    const std::int64_t start = now_ns();
    while (true) {
        if (try_park()) return true;
        const std::int64_t left = nanoseconds - (now_ns() - start);
        if (left <= 0) {
            std::uint32_t expected = asleep;
            state_.compare_exchange_strong(expected, empty, relaxed,
                                           relaxed);  // a token that came is taken below
            return try_park();
        }
        std::uint32_t expected = empty;
        if (state_.compare_exchange_strong(expected, asleep, relaxed, relaxed) ||
            expected == asleep) {  // as in park()
            const timespec limit{static_cast<std::time_t>(left / 1'000'000'000),
                                 static_cast<long>(left % 1'000'000'000)};
            futex_wait(state_, asleep, &limit);
        }
    }
}

void parker::unpark() noexcept {
    auto& word = state_;
    if (word.exchange(token, release) == asleep) futex_wake(word, 1);  // [P1] pairs with try_park()
}

void gate::wait(std::uint32_t ticket) noexcept {
    sleepers_.fetch_add(
        1, seq_cst);  // [P2] before the epoch is read: wake_all() sees the sleeper, or we the epoch
    while (epoch_.load(seq_cst) == ticket) futex_wait(epoch_, ticket);
    sleepers_.fetch_sub(1, relaxed);  // only a hint for wake_all()
}

void gate::wake_all() noexcept {
    epoch_.fetch_add(1, seq_cst);  // [P2] pairs with wait() and ticket()
    if (sleepers_.load(seq_cst) != 0) futex_wake(epoch_, 1 << 30);  // [P2]
}

void small_lock::lock_slow() noexcept {
    for (int spin = 0; spin < 100; ++spin) {
        std::uint32_t free = 0;
        if (word_.load(relaxed) == 0 && word_.compare_exchange_weak(free, 1, acquire, relaxed))
            return;  // [L1]
    }
    while (word_.exchange(2, acquire) != 0) futex_wait(word_, 2);  // [L1] pairs with unlock()
}

void small_lock::wake_one() noexcept { futex_wake(word_, 1); }

void sleep_while(atomic<std::uint32_t>& word, std::uint32_t value) noexcept {
    futex_wait(word, value);
}

void wake_sleeper(atomic<std::uint32_t>& word) noexcept { futex_wake(word, 1); }

bool spin_once(unsigned round) noexcept {
    constexpr unsigned rounds = 16, longest_shift = 6;
    const unsigned pauses = 1U << std::min(round, longest_shift);
    for (unsigned i = 0; i < pauses; ++i) WEND_CPU_PAUSE();
    return round + 1 < rounds;
}

}  // namespace wend::inline v0::detail
