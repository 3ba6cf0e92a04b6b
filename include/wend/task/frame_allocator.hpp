#pragma once
#include <cstddef>
#include <cstdint>

namespace wend::inline v0::detail {

/// Blocks come in classes of 64, 128, … 2048 bytes; larger ones from operator new.
inline constexpr std::size_t frame_granule = 64, frame_classes = 32;

void* allocate_block(std::size_t index);
void free_block(void* block, std::size_t index) noexcept;
void* allocate_large(std::size_t bytes);
void free_large(void* block) noexcept;

/// Memory for coroutine frames and for what lives and dies with them: recycled per thread by size
/// class, handed between threads in batches, bounded; larger blocks come from operator new. Any
/// thread may free any block. Inline so that a known size is a known class; what touches the
/// thread's lists is out of line.
///
/// Throws std::bad_alloc. The block is aligned for every fundamental type.
inline void* allocate_frame(std::size_t bytes) {
    const std::size_t index = (bytes - 1) / frame_granule;
    return index < frame_classes ? allocate_block(index) : allocate_large(bytes);
}
/// `bytes` as given to allocate_frame.
inline void free_frame(void* block, std::size_t bytes) noexcept {
    const std::size_t index = (bytes - 1) / frame_granule;
    return index < frame_classes ? free_block(block, index) : free_large(block);
}

/// Blocks allocated and not freed, over all threads: exact when no thread is inside either
/// function, or ending.
std::int64_t live_frames() noexcept;

/// Base for types that are made with `new` and use frame memory.
struct frame_allocated {
    static void* operator new(std::size_t bytes) { return allocate_frame(bytes); }
    static void operator delete(void* block, std::size_t bytes) noexcept {
        free_frame(block, bytes);
    }
};

}  // namespace wend::inline v0::detail
