#include "workload.hpp"

#include <map>

namespace compare {
namespace {

/// `turns` steps of a generator that can't be shortened.
answer spin(std::uint64_t seed, std::uint64_t turns) {
    std::uint64_t x = seed | 1;
    for (std::uint64_t i = 0; i < turns; ++i) x = x * 0x5851F42D4C957F2D + (x >> 29);
    return x;
}

}  // namespace

answer iterate(std::uint64_t begin, std::uint64_t end, std::uint64_t all) {
    answer sum = 0;
    for (std::uint64_t i = begin; i < end; ++i) {
        const std::uint64_t spike = mixed(i) % 64 == 0 ? 32 : 1;
        sum += spin(mixed(i), spike * (16 + 64 * i / all));
    }
    return sum;
}

namespace {

answer expected(std::uint64_t size) {
    static std::map<std::uint64_t, answer> known;
    const auto [place, fresh] = known.try_emplace(size);
    if (fresh) place->second = iterate(0, size, size);
    return place->second;
}

}  // namespace

const workload the_workload{
    .name = "parallel_for",
    .operation = "iteration",
    .size_is = "iterations",
    .size = 1'000'000,
    .tiny = 2'000,
    .least = 1,
    .most = 1'000'000'000,
    .operations = [](std::uint64_t size) { return size; },
    .right = [](std::uint64_t size, answer got) { return got == expected(size); },
};

}  // namespace compare
