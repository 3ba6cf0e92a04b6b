#include "workload.hpp"

namespace compare {
namespace {

answer burst(calling_thread&, std::uint64_t size) {
    std::atomic<answer> sum{0};
    for (std::uint64_t i = 0; i < size; ++i) add_to(sum, i);
    return sum.load();
}
const enlist<calling_thread, &burst> here;

}  // namespace
}  // namespace compare
