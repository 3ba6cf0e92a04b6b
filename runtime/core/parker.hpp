#pragma once
#include <wend/core/atomic.hpp>

#include <cstdint>

/// The only code that blocks a thread. Everything that waits in the kernel goes through these two
/// classes, wend::detail::small_lock and core/sleep_word.hpp, so that a test build can replace it.

namespace wend::inline v0::detail {

/// Blocks one thread until another gives it a token. A token given early is kept; several are one.
///
/// State  0 empty, 1 token, 2 its thread sleeps.
/// Edges  [P1] unpark → park: what was written before unpark() is visible after park() returned
///        true.
class parker {
public:
    /// Takes the token, waiting for it.
    void park() noexcept;
    /// Takes the token, waiting for at most `nanoseconds`. False: none came.
    bool park_for(std::int64_t nanoseconds) noexcept;
    /// Takes the token if it is there.
    bool try_park() noexcept;
    /// Any thread. The parker may be gone as soon as the parked thread has seen the token.
    void unpark() noexcept;

private:
    atomic<std::uint32_t> state_{0};
};

/// Lets any number of threads wait for a condition that others change: look at ticket(), test the
/// condition, then wait(ticket). A wake_all() after ticket() makes that wait return.
///
/// Edges  [P2] wake_all → wait.
class gate {
public:
    std::uint32_t ticket() const noexcept {
        return epoch_.load(seq_cst);
    }  // [P2] pairs with wake_all()
    void wait(std::uint32_t ticket) noexcept;
    void wake_all() noexcept;

private:
    atomic<std::uint32_t> epoch_{0};
    atomic<std::uint32_t> sleepers_{0};
};

}  // namespace wend::inline v0::detail
