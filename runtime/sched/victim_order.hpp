#pragma once
#include <cstdint>

namespace wend::inline v0::detail {

/// In which order a thief looks at the other workers: all of them, from a random one on, so that
/// thieves don't queue up at the same victim. A policy: the worker's loop knows first() and the
/// count only.
class victim_order {
public:
    explicit victim_order(unsigned thief) noexcept : state_{0x9E3779B9U * (thief + 1)} {}

    /// Where this round begins, below `workers` (at least 1). Marsaglia's xorshift32.
    unsigned first(unsigned workers) noexcept {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 17;
        state_ ^= state_ << 5;
        return static_cast<unsigned>(std::uint64_t{state_} * workers >> 32);
    }

private:
    std::uint32_t state_;  ///< never 0
};

}  // namespace wend::inline v0::detail
