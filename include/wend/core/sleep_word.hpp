#pragma once
#include <wend/core/atomic.hpp>

#include <cstdint>

namespace wend::inline v0::detail {

/// Blocks the calling thread while `word` holds `value`; may return early for any reason. Orders
/// nothing: who sleeps looks at the word again.
void sleep_while(atomic<std::uint32_t>& word, std::uint32_t value) noexcept;
/// Wakes one thread that sleeps on `word`. Goes by the address alone: the word may be gone, and a
/// thread that sleeps on another one in its place looks again.
void wake_sleeper(atomic<std::uint32_t>& word) noexcept;

/// A pause between two looks at a word; the rounds, from 0, get longer. False: together they have
/// taken about as long as a wake-up does (10 µs).
bool spin_once(unsigned round) noexcept;

/// Calls `ready` until it is true. False: it wasn't for as long as a wake-up takes.
template <class Ready>
bool spin_until(Ready ready) noexcept {
    unsigned round = 0;
    do {
        if (ready()) return true;
    } while (spin_once(round++));
    return false;
}

}  // namespace wend::inline v0::detail
