#include <wend/exec/stop.hpp>

namespace wend::inline v0::detail {

void stop_state::request_stop() noexcept {
    lock_.lock();
    stop_node* next = only_.exchange(requested(), seq_cst);  // [S1] [S2]
    if (next == requested()) next = nullptr;
    while (true) {
        if (next == nullptr) {
            next = first_;
            if (next == nullptr) break;
            first_ = next->next;
            if (first_ != nullptr) first_->prev = nullptr;
            next->linked = false;
        }
        lock_.unlock();
        next->on_stop(*next);  // the node may be gone from here
        next = nullptr;
        lock_.lock();
    }
    lock_.unlock();
}

bool stop_state::add_to_list(stop_node& node) noexcept {
    lock_guard guard{lock_};
    if (only_.load(relaxed) == requested()) return false;  // stored under the lock
    node.prev = nullptr;
    node.next = first_;
    node.linked = true;
    if (first_ != nullptr) first_->prev = &node;
    first_ = &node;
    return true;
}

bool stop_state::remove_from_list(stop_node& node) noexcept {
    lock_guard guard{lock_};
    if (!node.linked) return false;
    (node.prev == nullptr ? first_ : node.prev->next) = node.next;
    if (node.next != nullptr) node.next->prev = node.prev;
    node.linked = false;
    return true;
}

}  // namespace wend::inline v0::detail
