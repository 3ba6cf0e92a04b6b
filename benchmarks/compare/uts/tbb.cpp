#include <tbb/task_group.h>

#include <vector>

#include "support/tbb_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

answer search(const node& n) {
    const unsigned children = n.children();
    if (children == 0) return 1;
    std::vector<answer> parts(children);
    tbb::task_group group;
    for (unsigned i = 0; i < children; ++i)
        group.run([&part = parts[i], below = n.child(i)] { part = search(below); });
    group.wait();
    answer count = 1;
    for (const answer part : parts) count += part;
    return count;
}

answer uts(tbb_threads& threads, std::uint64_t depth) {
    return threads.arena.execute([depth] { return search(root_of(depth)); });
}
const enlist<tbb_threads, &uts> here;

}  // namespace
}  // namespace compare
