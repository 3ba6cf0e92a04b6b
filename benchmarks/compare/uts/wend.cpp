#include <ranges>

#include "support/wend_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

answer plus(answer a, answer b) { return a + b; }

wend::task<answer> search(node n) {
    const unsigned children = n.children();
    if (children == 0) co_return 1;
    co_return co_await wend::parallel_transform_reduce(
        std::views::iota(0U, children), answer{1}, &plus,
        [n](unsigned i) { return search(n.child(i)); });
}

answer uts(wend_threads& threads, std::uint64_t depth) {
    return threads.run(search(root_of(depth)));
}
const enlist<wend_threads, &uts> here;

}  // namespace
}  // namespace compare
