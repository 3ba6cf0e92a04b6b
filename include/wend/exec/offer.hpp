#pragma once
#include <wend/exec/context.hpp>
#include <wend/exec/lane.hpp>

namespace wend::inline v0::detail {

/// As where.submit(item, here), without a call where the queue is at hand: in a context of a worker
/// of `where` itself.
inline void offer(executor_ref where, work_item& item, context& here) noexcept {
    lane* const queue = here.lane();
    if (queue != nullptr && where == here.here()) [[likely]] {
        queue->push(item);
    } else {
        where.submit(item, here);
    }
}

}  // namespace wend::inline v0::detail
