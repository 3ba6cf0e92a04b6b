#include <utility>

#include "support/wend_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

answer node(std::uint64_t first, std::uint64_t leaves);

template <std::size_t... I>
answer sum_of_children(std::uint64_t first, std::uint64_t each, std::index_sequence<I...>) {
    const auto parts = wend::fork_join([=] { return node(first + I * each, each); }...);
    return (std::get<I>(parts) + ...);
}

answer node(std::uint64_t first, std::uint64_t leaves) {
    if (leaves == 1) return first;
    return sum_of_children(first, leaves / branching, std::make_index_sequence<branching>{});
}

answer skynet(wend_threads& threads, std::uint64_t depth) {
    return std::get<0>(
        wend::fork_join(threads.pool, [depth] { return node(0, leaves_of(depth)); }));
}
const enlist<wend_threads, &skynet> here{"wend-functions"};

}  // namespace
}  // namespace compare
