#include "enqueue.hpp"

namespace wend::inline v0::detail {

void enqueue(tbb::task_arena& arena, void (*run)(void* owner, work_item& item) noexcept,
             void* owner, work_item& item) {
    arena.enqueue([run, owner, &item] { run(owner, item); });
}

}  // namespace wend::inline v0::detail
