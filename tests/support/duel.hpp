#pragma once
#include "tests/support/test.hpp"

#include <atomic>
#include <random>
#include <thread>

namespace wend::test {

/// Lets two threads run `slow` and `other` at the same moment, `rounds` times, then calls `judge` on
/// the calling thread, which is the one of `slow`.
///
/// Made to show a store that isn't visible yet while its own thread loads something else: just
/// before `slow` runs, its thread writes to lines that the other one has just written. Until those
/// are back its processor keeps all later stores to itself, while its loads go ahead. Meanwhile, a
/// little later in each round than in the one before, `other` runs.
template <class Slow, class Other, class Judge>
void duel(unsigned rounds, Slow slow, Other other, Judge judge) {
    struct alignas(64) line {
        std::atomic<unsigned> word{0};
    };
    line contended[16], ready, start, end;
    const auto wait_for = [](line& l, unsigned round) {
        for (unsigned spins = 0; l.word.load(std::memory_order_acquire) != round; ++spins) {
            if (spins > 20'000) std::this_thread::yield();  // the other may need this processor
        }
    };
    std::thread opponent{[&] {
        for (unsigned round = 1; round <= rounds; ++round) {
            wait_for(start, round);
            for (line& l : contended) l.word.store(round, std::memory_order_relaxed);
            ready.word.store(round, std::memory_order_release);
            for (unsigned left = round * 8 % 4096; left != 0; --left) {
                std::atomic_signal_fence(std::memory_order_seq_cst);  // an empty loop that stays
            }
            other();
            end.word.store(round, std::memory_order_release);
        }
    }};
    for (unsigned round = 1; round <= rounds; ++round) {
        start.word.store(round, std::memory_order_release);
        wait_for(ready, round);
        for (line& l : contended) l.word.store(round, std::memory_order_relaxed);
        slow();
        wait_for(end, round);
        judge();
    }
    opponent.join();
}

}  // namespace wend::test
