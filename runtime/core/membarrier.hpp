#pragma once

namespace wend::inline v0::detail {

/// Registers the process for heavy_barrier(). False: the kernel has none (before Linux 4.14, or
/// forbidden by a filter). Cheap after the first call; any thread.
bool heavy_barrier_works() noexcept;

/// A full barrier on every thread of the process that runs right now, at some point of its program
/// during this call. What stands before a light_barrier() is then visible, or what stands behind it
/// sees what the caller wrote. Interrupts each processor that runs us: microseconds.
void heavy_barrier() noexcept;

}  // namespace wend::inline v0::detail
