#include <algorithm>
#include <ranges>

#include "support/wend_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

/// Ranges of `grain` iterations are the elements.
wend::task<answer> sum(std::uint64_t size) {
    co_return co_await wend::parallel_transform_reduce(
        std::views::iota(std::uint64_t{0}, (size + grain - 1) / grain), answer{0},
        [](answer a, answer b) { return a + b; },
        [size](std::uint64_t i) {
            return iterate(i * grain, std::min(size, (i + 1) * grain), size);
        });
}

answer loop(wend_threads& threads, std::uint64_t size) { return threads.run(sum(size)); }
const enlist<wend_threads, &loop> here;

}  // namespace
}  // namespace compare
