#include "support/wend_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

wend::task<> one(std::atomic<answer>& sum, std::uint64_t i) {
    add_to(sum, i);
    co_return;
}

answer burst(wend_threads& threads, std::uint64_t size) {
    std::atomic<answer> sum{0};
    for (std::uint64_t i = 0; i < size; ++i) wend::spawn(threads.pool, one(sum, i)).detach();
    threads.pool.drain();
    return sum.load();
}
const enlist<wend_threads, &burst> here;

}  // namespace
}  // namespace compare
