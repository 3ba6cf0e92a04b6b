#include "workload.hpp"

namespace compare {

const workload the_workload{
    .name = "ping_pong",
    .operation = "round trip",
    .size_is = "round trips",
    .size = 10'000,
    .tiny = 100,
    .least = 1,
    .most = 100'000'000,
    .operations = [](std::uint64_t size) { return size; },
    .right = [](std::uint64_t size, answer got) { return got == size; },
    .threads = 2,
};

}  // namespace compare
