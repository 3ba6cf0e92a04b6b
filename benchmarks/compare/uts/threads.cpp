#include <deque>

#include "support/plain_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

constexpr std::size_t pieces = 512;

/// The tree is opened level by level until there are enough nodes; their subtrees are the pieces.
answer uts(plain_threads& threads, std::uint64_t depth) {
    std::deque<node> open{root_of(depth)};
    answer closed = 0;
    while (!open.empty() && open.size() < pieces) {
        const node n = open.front();
        open.pop_front();
        ++closed;
        const unsigned children = n.children();
        for (unsigned i = 0; i < children; ++i) open.push_back(n.child(i));
    }
    return closed + threads.deal(open.size(), [&](std::uint64_t i) { return serial_uts(open[i]); });
}
const enlist<plain_threads, &uts> here;

}  // namespace
}  // namespace compare
