#include "support/openmp_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

answer halve(std::uint64_t begin, std::uint64_t end, std::uint64_t all) {
    if (end - begin <= grain) return iterate(begin, end, all);
    const std::uint64_t middle = begin + (end - begin) / 2;
    answer a = 0, b = 0;
#pragma omp task shared(a) firstprivate(begin, middle, all)
    a = halve(begin, middle, all);
    b = halve(middle, end, all);
#pragma omp taskwait
    return a + b;
}

answer loop(openmp_threads& threads, std::uint64_t size) {
    return threads.run([size] { return halve(0, size, size); });
}
const enlist<openmp_threads, &loop> here;

}  // namespace
}  // namespace compare
