#include <algorithm>

#include "support/plain_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

/// Ranges of `grain` iterations are the pieces: a shared counter is all the scheduling there is.
answer loop(plain_threads& threads, std::uint64_t size) {
    return threads.deal((size + grain - 1) / grain, [size](std::uint64_t i) {
        return iterate(i * grain, std::min(size, (i + 1) * grain), size);
    });
}
const enlist<plain_threads, &loop> here;

}  // namespace
}  // namespace compare
