#include "support/wend_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

answer fork_fib(std::uint64_t n) {
    if (n < 2) return n;
    const auto [a, b] =
        wend::fork_join([n] { return fork_fib(n - 1); }, [n] { return fork_fib(n - 2); });
    return a + b;
}

answer fib(wend_threads& threads, std::uint64_t n) {
    return std::get<0>(wend::fork_join(threads.pool, [n] { return fork_fib(n); }));
}
const enlist<wend_threads, &fib> here{"wend-functions"};

}  // namespace
}  // namespace compare
