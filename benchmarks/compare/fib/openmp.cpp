#include "support/openmp_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

answer fork_fib(std::uint64_t n) {
    if (n < 2) return n;
    answer a = 0, b = 0;
#pragma omp task shared(a) firstprivate(n)
    a = fork_fib(n - 1);
    b = fork_fib(n - 2);
#pragma omp taskwait
    return a + b;
}

answer fib(openmp_threads& threads, std::uint64_t n) {
    return threads.run([n] { return fork_fib(n); });
}
const enlist<openmp_threads, &fib> here;

}  // namespace
}  // namespace compare
