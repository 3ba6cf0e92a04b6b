#include <wend/core/intrusive.hpp>

#include <gtest/gtest.h>
#include <array>

namespace wend::detail {
namespace {

struct node {
    node* next = nullptr;
    int number = 0;
};

TEST(IntrusiveQueue, IsEmptyAtFirst) {
    intrusive_queue<node> queue;
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(queue.size(), 0U);
    EXPECT_EQ(queue.pop(), nullptr);
}

TEST(IntrusiveQueue, GivesNodesInTheOrderTheyCame) {
    std::array<node, 3> nodes{{{nullptr, 0}, {nullptr, 1}, {nullptr, 2}}};
    intrusive_queue<node> queue;
    for (node& n : nodes) queue.push(n);
    EXPECT_EQ(queue.size(), 3U);
    for (const node& n : nodes) EXPECT_EQ(queue.pop(), &n);
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(queue.size(), 0U);
}

TEST(IntrusiveQueue, IsUsableAgainAfterItRanEmpty) {
    node a{nullptr, 1}, b{nullptr, 2};
    intrusive_queue<node> queue;
    queue.push(a);
    EXPECT_EQ(queue.pop(), &a);
    queue.push(b);
    queue.push(a);
    EXPECT_EQ(queue.pop(), &b);
    EXPECT_EQ(queue.pop(), &a);
    EXPECT_EQ(queue.pop(), nullptr);
}

TEST(IntrusiveQueue, LeavesNoLinkInANodeItGave) {
    node a, b;
    intrusive_queue<node> queue;
    queue.push(a);
    queue.push(b);
    EXPECT_EQ(queue.pop(), &a);
    EXPECT_EQ(a.next, nullptr) << "the node may be pushed elsewhere or be gone";
    EXPECT_EQ(queue.pop(), &b);
}

TEST(IntrusiveQueue, OverwritesAStaleLink) {
    node a, b;
    a.next = &b;
    intrusive_queue<node> queue;
    queue.push(a);
    EXPECT_EQ(queue.pop(), &a);
    EXPECT_EQ(queue.pop(), nullptr);
}

}  // namespace
}  // namespace wend::detail
