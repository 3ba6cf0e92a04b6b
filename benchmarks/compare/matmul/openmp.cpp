#include "support/openmp_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

void divide(product p) {
    if (p.size <= leaf) return multiply(p);
    for (std::uint64_t step = 0; step < 2; ++step) {
        for (std::uint64_t i = 1; i < 4; ++i) {
#pragma omp task firstprivate(p, i, step)
            divide(p.quarter(i / 2, i % 2, step));
        }
        divide(p.quarter(0, 0, step));
#pragma omp taskwait
    }
}

answer matmul(openmp_threads& threads, std::uint64_t) {
    return threads.run([] {
        divide(whole_product());
        return answer{0};
    });
}
const enlist<openmp_threads, &matmul> here;

}  // namespace
}  // namespace compare
