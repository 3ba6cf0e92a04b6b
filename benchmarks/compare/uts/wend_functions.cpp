#include <functional>

#include "support/wend_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

/// A grain of one, and fixed: a branch for each child, whether somebody wants it or not.
answer search(const node& n) {
    const auto child = [&n](unsigned i) { return search(n.child(i)); };
    return 1 + wend::parallel_reduce(0U, n.children(), wend::fixed_grain{1}, answer{0}, child,
                                     std::plus<>{});
}

answer uts(wend_threads& threads, std::uint64_t depth) {
    return std::get<0>(wend::fork_join(threads.pool, [depth] { return search(root_of(depth)); }));
}
const enlist<wend_threads, &uts> here{"wend-functions"};

}  // namespace
}  // namespace compare
