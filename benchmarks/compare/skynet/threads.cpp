#include "support/plain_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

/// The root's ten children are the pieces.
answer skynet(plain_threads& threads, std::uint64_t depth) {
    const std::uint64_t each = leaves_of(depth) / branching;
    return threads.deal(branching,
                        [each](std::uint64_t i) { return serial_skynet(i * each, each); });
}
const enlist<plain_threads, &skynet> here;

}  // namespace
}  // namespace compare
