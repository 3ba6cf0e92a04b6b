#include <vector>

#include "support/openmp_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

answer search(node n) {
    const unsigned children = n.children();
    if (children == 0) return 1;
    std::vector<answer> parts(children);
    for (unsigned i = 0; i < children; ++i) {
        answer* const part = &parts[i];
#pragma omp task firstprivate(n, i, part)
        *part = search(n.child(i));
    }
#pragma omp taskwait
    answer count = 1;
    for (const answer part : parts) count += part;
    return count;
}

answer uts(openmp_threads& threads, std::uint64_t depth) {
    return threads.run([depth] { return search(root_of(depth)); });
}
const enlist<openmp_threads, &uts> here;

}  // namespace
}  // namespace compare
