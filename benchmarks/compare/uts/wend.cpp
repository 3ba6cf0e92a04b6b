#include <vector>

#include "support/wend_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

wend::task<answer> search(node n) {
    const unsigned children = n.children();
    if (children == 0) co_return 1;
    std::vector<wend::task<answer>> below;
    below.reserve(children);
    for (unsigned i = 0; i < children; ++i) below.push_back(search(n.child(i)));
    const std::vector<answer> parts = co_await wend::when_all(std::move(below));
    answer count = 1;
    for (const answer part : parts) count += part;
    co_return count;
}

answer uts(wend_threads& threads, std::uint64_t depth) {
    return threads.run(search(root_of(depth)));
}
const enlist<wend_threads, &uts> here;

}  // namespace
}  // namespace compare
