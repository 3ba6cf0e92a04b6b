#pragma once
#include <cstddef>

namespace wend::inline v0::detail {

/// Singly linked FIFO of nodes that have a `Node* next` member. Owns nothing, allocates nothing,
/// not synchronised.
template <class Node>
class intrusive_queue {
public:
    bool empty() const noexcept { return head_ == nullptr; }
    std::size_t size() const noexcept { return size_; }

    void push(Node& node) noexcept {
        node.next = nullptr;
        (head_ == nullptr ? head_ : tail_->next) = &node;
        tail_ = &node;
        ++size_;
    }

    /// Null when empty.
    Node* pop() noexcept {
        Node* node = head_;
        if (node == nullptr) return nullptr;
        head_ = static_cast<Node*>(node->next);
        --size_;
        node->next = nullptr;
        return node;
    }

private:
    Node* head_ = nullptr;
    Node* tail_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace wend::inline v0::detail
