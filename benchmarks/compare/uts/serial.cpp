#include "workload.hpp"

namespace compare {

answer serial_uts(const node& n) {
    answer count = 1;
    const unsigned children = n.children();
    for (unsigned i = 0; i < children; ++i) count += serial_uts(n.child(i));
    return count;
}

namespace {

answer uts(calling_thread&, std::uint64_t depth) { return serial_uts(root_of(depth)); }
const enlist<calling_thread, &uts> here;

}  // namespace
}  // namespace compare
