#include "workload.hpp"

namespace compare {

const workload the_workload{
    .name = "skynet",
    .operation = "task",
    .size_is = "depth of the tree",
    .size = 6,
    .tiny = 2,
    .least = 1,
    .most = 8,
    .operations = [](std::uint64_t depth) { return (leaves_of(depth) * branching - 1) / 9; },
    .right = [](std::uint64_t depth,
                answer got) { return got == leaves_of(depth) * (leaves_of(depth) - 1) / 2; },
};

}  // namespace compare
