#pragma once
#include <wend/core/atomic.hpp>
#include <wend/core/sleep_word.hpp>
#include <wend/exec/lane.hpp>

#include <cstddef>
#include <cstdint>

namespace wend::inline v0::detail {

/// Between the thread that waits for a stolen piece of its loop and the thief: the thief can give a
/// part of the piece back, which the waiter runs instead of waiting.
///
/// word   open: the thief is at it. waiting, asleep: and its forker has nothing to do. given: a part
///        lies in `begin`, `end` for the forker to take. done: it is over; with `given` once the
///        last part has been taken. The thief goes waiting → given and sets done; the forker goes
///        open → waiting → asleep and clears given.
/// Threads  wanted_back, give, finish: the thief. wait: the forker.
/// Edges    [K2] give → wait: the part. [K3] wait that has taken it → the next give: the place is
///          free again. [K4] finish → wait: what the thief did; then the forker may destroy this.
class handback {
public:
    enum class news : std::uint8_t { given, done };
    struct part {
        std::size_t begin, end;
    };

    handback() noexcept = default;
    handback(const handback&) = delete;
    handback& operator=(const handback&) = delete;

    /// The forker waits.
    bool wanted_back() const noexcept {
        return (word_.load(relaxed) & (waiting | asleep)) != 0;  // a hint; only give() ends it
    }
    /// If wanted_back().
    void give(part p) noexcept;
    /// The last access of the thief.
    void finish() noexcept {
        atomic<std::uint32_t>& word = word_;
        if ((word.fetch_or(done, release) & asleep) != 0) wake_sleeper(word);  // [K4]
    }

    /// Waits for the thief; `mine`: the calling worker's lane.
    news wait(lane& mine, part& given_back) noexcept;

private:
    static constexpr std::uint32_t open = 0, waiting = 1, asleep = 2, given = 4, done = 8;

    atomic<std::uint32_t> word_{open};
    part part_{};
};

}  // namespace wend::inline v0::detail
