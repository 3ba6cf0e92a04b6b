#include "support/wend_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

wend::task<answer> halve(std::uint64_t begin, std::uint64_t end, std::uint64_t all) {
    if (end - begin <= grain) co_return iterate(begin, end, all);
    const std::uint64_t middle = begin + (end - begin) / 2;
    auto both = co_await wend::when_all(halve(begin, middle, all), halve(middle, end, all));
    co_return std::get<0>(both) + std::get<1>(both);
}

answer loop(wend_threads& threads, std::uint64_t size) { return threads.run(halve(0, size, size)); }
const enlist<wend_threads, &loop> here;

}  // namespace
}  // namespace compare
