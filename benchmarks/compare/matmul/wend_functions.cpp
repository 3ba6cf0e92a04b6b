#include "support/wend_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

void divide(const product& p) {
    if (p.size <= leaf) return multiply(p);
    for (std::uint64_t step = 0; step < 2; ++step) {
        wend::fork_join(
            [&] { divide(p.quarter(0, 0, step)); }, [&] { divide(p.quarter(0, 1, step)); },
            [&] { divide(p.quarter(1, 0, step)); }, [&] { divide(p.quarter(1, 1, step)); });
    }
}

answer matmul(wend_threads& threads, std::uint64_t) {
    wend::fork_join(threads.pool, [] { divide(whole_product()); });
    return 0;
}
const enlist<wend_threads, &matmul> here{"wend-functions"};

}  // namespace
}  // namespace compare
