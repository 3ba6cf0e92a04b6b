#include "support/plain_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

constexpr std::uint64_t levels = 6;  ///< of the tree of calls are cut into pieces

/// The `path`-th call at that depth, serially: fib(n) is the sum of them all.
answer piece(std::uint64_t n, std::uint64_t path) {
    for (std::uint64_t level = 0; level < levels; ++level, path /= 2) {
        if (n < 2) return path == 0 ? n : 0;  // a leaf above: counted by one of its paths
        n -= 1 + path % 2;
    }
    return serial_fib(n);
}

answer fib(plain_threads& threads, std::uint64_t n) {
    return threads.deal(1U << levels, [n](std::uint64_t path) { return piece(n, path); });
}
const enlist<plain_threads, &fib> here;

}  // namespace
}  // namespace compare
