#pragma once
#include "../core/parker.hpp"

#include <wend/core/atomic.hpp>

#include <pthread.h>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace wend::inline v0::detail {

/// The threads of a pool: all of them or none.
///
/// A thread waits until its fellows exist before it does anything, so that a pool whose threads the
/// system refuses is taken back without a trace.
///
/// Edges  [W5] start's decision → the threads: what the constructor wrote. Ends by joining.
class crew {
public:
    crew() noexcept = default;
    crew(const crew&) = delete;
    crew& operator=(const crew&) = delete;

    /// Starts `count` threads; each calls `body(target, index)`. `stack_bytes`: 0 for the system's
    /// default. Throws std::system_error, with no thread left and no body called.
    void start(unsigned count, std::size_t stack_bytes, void (*body)(void*, unsigned) noexcept,
               void* target);
    /// Waits until all bodies have returned and their threads have ended. Once.
    void join() noexcept;

private:
    enum class decision : std::uint32_t { open, work, leave };
    struct recruit {
        crew* of;
        unsigned index;
        pthread_t thread;
    };

    static void* enter(void* self) noexcept;
    void decide(decision made) noexcept;
    [[nodiscard]] int hire(std::size_t stack_bytes) noexcept;

    void (*body_)(void*, unsigned) noexcept = nullptr;
    void* target_ = nullptr;
    std::vector<recruit> recruits_;
    unsigned hired_ = 0;
    atomic<decision> decision_{decision::open};
    gate decided_;
};

}  // namespace wend::inline v0::detail
