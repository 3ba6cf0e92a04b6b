#pragma once
#include <wend/exec/work.hpp>

#include <tbb/task_arena.h>

namespace wend::inline v0::detail {

/// Has `run(owner, item)` called on a thread of the arena.
///
/// Its file is built without ThreadSanitizer: oneTBB's library isn't instrumented, so what its
/// headers write on one thread and read on another would be reported. `run` has to begin with an
/// edge of its own from before this call.
void enqueue(tbb::task_arena& arena, void (*run)(void* owner, work_item& item) noexcept,
             void* owner, work_item& item);

}  // namespace wend::inline v0::detail
