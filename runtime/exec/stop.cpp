#include <wend/exec/stop.hpp>

namespace wend::inline v0::detail {

void stop_state::request_stop() noexcept {
    lock_.lock();
    requested_.store(true, release);  // [S1] pairs with stop_requested()
    while (stop_node* node = first_) {
        first_ = node->next;
        if (first_ != nullptr) first_->prev = nullptr;
        node->linked = false;
        lock_.unlock();
        node->on_stop(*node);  // the node may be gone from here
        lock_.lock();
    }
    lock_.unlock();
}

bool stop_state::add(stop_node& node) noexcept {
    lock_guard guard{lock_};
    if (requested_.load(relaxed)) return false;  // under the lock
    node.prev = nullptr;
    node.next = first_;
    node.linked = true;
    if (first_ != nullptr) first_->prev = &node;
    first_ = &node;
    return true;
}

bool stop_state::remove(stop_node& node) noexcept {
    lock_guard guard{lock_};
    if (!node.linked) return false;
    (node.prev == nullptr ? first_ : node.prev->next) = node.next;
    if (node.next != nullptr) node.next->prev = node.prev;
    node.linked = false;
    return true;
}

}  // namespace wend::inline v0::detail
