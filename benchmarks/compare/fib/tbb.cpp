#include <tbb/parallel_invoke.h>

#include "support/tbb_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

answer fork_fib(std::uint64_t n) {
    if (n < 2) return n;
    answer a = 0, b = 0;
    tbb::parallel_invoke([&] { a = fork_fib(n - 1); }, [&] { b = fork_fib(n - 2); });
    return a + b;
}

answer fib(tbb_threads& threads, std::uint64_t n) {
    return threads.arena.execute([n] { return fork_fib(n); });
}
const enlist<tbb_threads, &fib> here;

}  // namespace
}  // namespace compare
