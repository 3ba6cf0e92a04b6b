#include "workload.hpp"

namespace compare {

answer serial_skynet(std::uint64_t first, std::uint64_t leaves) {
    if (leaves == 1) return opaque(first);
    answer sum = 0;
    const std::uint64_t each = leaves / branching;
    for (std::uint64_t i = 0; i < branching; ++i) sum += serial_skynet(first + i * each, each);
    return sum;
}

namespace {

answer skynet(calling_thread&, std::uint64_t depth) { return serial_skynet(0, leaves_of(depth)); }
const enlist<calling_thread, &skynet> here;

}  // namespace
}  // namespace compare
