#include "workload.hpp"

namespace compare {
namespace {

answer expected(std::uint64_t size) {
    const std::uint64_t rest = size % 256;
    return size / 256 * (255 * 256 / 2) + rest * (rest - 1) / 2;
}

}  // namespace

const workload the_workload{
    .name = "spawn_join",
    .operation = "task",
    .size_is = "tasks",
    .size = 1'000'000,
    .tiny = 1'000,
    .least = 1,
    .most = 100'000'000,
    .operations = [](std::uint64_t size) { return size; },
    .right = [](std::uint64_t size, answer got) { return got == expected(size); },
};

}  // namespace compare
