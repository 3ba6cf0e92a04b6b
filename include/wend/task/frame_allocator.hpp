#pragma once
#include <cstddef>
#include <cstdint>

namespace wend::inline v0::detail {

/// Memory for coroutine frames and for what lives and dies with them: recycled per thread by size
/// class, handed between threads in batches, bounded; larger blocks come from operator new. Any
/// thread may free any block.
///
/// Throws std::bad_alloc. The block is aligned for every fundamental type.
void* allocate_frame(std::size_t bytes);
/// `bytes` as given to allocate_frame.
void free_frame(void* block, std::size_t bytes) noexcept;

/// Blocks allocated and not freed, over all threads: exact when no thread is inside either
/// function.
std::int64_t live_frames() noexcept;

/// Base for types that are made with `new` and use frame memory.
struct frame_allocated {
    static void* operator new(std::size_t bytes) { return allocate_frame(bytes); }
    static void operator delete(void* block, std::size_t bytes) noexcept {
        free_frame(block, bytes);
    }
};

}  // namespace wend::inline v0::detail
