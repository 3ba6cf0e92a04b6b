#include <wend/exec/lane.hpp>

namespace wend::inline v0::detail {

/// `newest` has been popped and isn't `branch`: what a branch ran has queued items of its own. They are
/// taken off, and put back in the same order. What is older than a branch goes first when things are
/// stolen, so once the queue is empty the branch is gone.
WEND_NOINLINE bool lane::reclaim_from_below(work_item& newest, work_item& branch) noexcept {
    work_item* oldest = &newest;
    newest.next = nullptr;
    work_item* found = nullptr;
    while ((found = pop()) != nullptr && found != &branch) {
        found->next = oldest;
        oldest = found;
    }
    while (oldest != nullptr) {
        work_item& item = *oldest;
        oldest = item.next;
        put_back(item);
    }
    share();
    return found != nullptr;
}

}  // namespace wend::inline v0::detail
