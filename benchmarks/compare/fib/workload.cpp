#include "workload.hpp"

namespace compare {
namespace {

answer added_up(std::uint64_t n) {
    answer a = 0, b = 1;
    for (std::uint64_t i = 0; i < n; ++i) {
        const answer next = a + b;
        a = b;
        b = next;
    }
    return a;
}

}  // namespace

const workload the_workload{
    .name = "fib",
    .operation = "call",
    .size_is = "n of fib(n)",
    .size = 28,
    .tiny = 12,
    .least = 1,
    .most = 45,
    .operations = [](std::uint64_t n) { return 2 * added_up(n + 1) - 1; },
    .right = [](std::uint64_t n, answer got) { return got == added_up(n); },
};

}  // namespace compare
