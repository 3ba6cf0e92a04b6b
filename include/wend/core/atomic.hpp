#pragma once
/// The one header that includes <atomic>, so that a test build can put a model of memory in its
/// place.
///
/// No standalone fences but light_barrier(), which is none for the processor: ThreadSanitizer doesn't understand them. Where a full barrier is needed,
/// one of the two accesses is a seq_cst read-modify-write or store.

#include <atomic>

namespace wend::inline v0::detail {

template <class T>
using atomic = std::atomic<T>;

inline constexpr auto relaxed = std::memory_order_relaxed;
inline constexpr auto acquire = std::memory_order_acquire;
inline constexpr auto release = std::memory_order_release;
inline constexpr auto acq_rel = std::memory_order_acq_rel;
inline constexpr auto seq_cst = std::memory_order_seq_cst;

/// Adds to a counter that one thread writes and any thread reads: a load and a store, no locked
/// instruction.
template <class T>
void add_single_writer(atomic<T>& counter, T amount) noexcept {
    counter.store(counter.load(relaxed) + amount,
                  relaxed);  // single writer; readers want a recent value only
}

/// Keeps the compiler from moving accesses across; the processor still may let a later load pass an
/// earlier store. The partner of heavy_barrier() (runtime/core/membarrier.hpp), which orders both on
/// every other thread.
inline void light_barrier() noexcept { std::atomic_signal_fence(std::memory_order_seq_cst); }

}  // namespace wend::inline v0::detail
