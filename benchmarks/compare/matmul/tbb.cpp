#include <tbb/parallel_invoke.h>

#include "support/tbb_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

void divide(const product& p) {
    if (p.size <= leaf) return multiply(p);
    for (std::uint64_t step = 0; step < 2; ++step) {
        tbb::parallel_invoke(
            [&] { divide(p.quarter(0, 0, step)); }, [&] { divide(p.quarter(0, 1, step)); },
            [&] { divide(p.quarter(1, 0, step)); }, [&] { divide(p.quarter(1, 1, step)); });
    }
}

answer matmul(tbb_threads& threads, std::uint64_t) {
    threads.arena.execute([] { divide(whole_product()); });
    return 0;
}
const enlist<tbb_threads, &matmul> here;

}  // namespace
}  // namespace compare
