#include "workload.hpp"

namespace compare {

void serial_matmul(const product& p) {
    if (p.size <= leaf) return multiply(p);
    for (std::uint64_t step = 0; step < 2; ++step) {
        for (std::uint64_t i = 0; i < 4; ++i) serial_matmul(p.quarter(i / 2, i % 2, step));
    }
}

namespace {

answer matmul(calling_thread&, std::uint64_t) {
    serial_matmul(whole_product());
    return 0;
}
const enlist<calling_thread, &matmul> here;

}  // namespace
}  // namespace compare
