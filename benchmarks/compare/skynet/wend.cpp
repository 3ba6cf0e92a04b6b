#include <vector>

#include "support/wend_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

wend::task<answer> node(std::uint64_t first, std::uint64_t leaves) {
    if (leaves == 1) co_return first;
    const std::uint64_t each = leaves / branching;
    std::vector<wend::task<answer>> children;
    children.reserve(branching);
    for (std::uint64_t i = 0; i < branching; ++i) children.push_back(node(first + i * each, each));
    const std::vector<answer> parts = co_await wend::when_all(std::move(children));
    answer sum = 0;
    for (const answer part : parts) sum += part;
    co_return sum;
}

answer skynet(wend_threads& threads, std::uint64_t depth) {
    return threads.run(node(0, leaves_of(depth)));
}
const enlist<wend_threads, &skynet> here;

}  // namespace
}  // namespace compare
