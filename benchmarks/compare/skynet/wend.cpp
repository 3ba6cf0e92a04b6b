#include <ranges>

#include "support/wend_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

answer plus(answer a, answer b) { return a + b; }

wend::task<answer> node(std::uint64_t first, std::uint64_t leaves) {
    if (leaves == 1) co_return first;
    const std::uint64_t each = leaves / branching;
    co_return co_await wend::parallel_transform_reduce(
        std::views::iota(std::uint64_t{0}, branching), answer{0}, &plus,
        [first, each](std::uint64_t i) { return node(first + i * each, each); });
}

answer skynet(wend_threads& threads, std::uint64_t depth) {
    return threads.run(node(0, leaves_of(depth)));
}
const enlist<wend_threads, &skynet> here;

}  // namespace
}  // namespace compare
