#include "workload.hpp"

namespace compare {

const workload the_workload{
    .name = "yield_storm",
    .operation = "yield",
    .size_is = "yields of each of 100 tasks",
    .size = 20'000,
    .tiny = 10,
    .least = 1,
    .most = 10'000'000,
    .operations = [](std::uint64_t size) { return tasks * size; },
    .right = [](std::uint64_t size, answer got) { return got == tasks * size; },
};

}  // namespace compare
