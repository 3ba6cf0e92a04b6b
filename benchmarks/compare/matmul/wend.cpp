#include <array>

#include "support/wend_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

wend::task<> divide(product p) {
    if (p.size <= leaf) {
        multiply(p);
        co_return;
    }
    for (std::uint64_t step = 0; step < 2; ++step) {
        const std::array<product, 4> quarters{p.quarter(0, 0, step), p.quarter(0, 1, step),
                                              p.quarter(1, 0, step), p.quarter(1, 1, step)};
        co_await wend::parallel_for_each(quarters, &divide);
    }
}

answer matmul(wend_threads& threads, std::uint64_t) {
    threads.run(divide(whole_product()));
    return 0;
}
const enlist<wend_threads, &matmul> here;

}  // namespace
}  // namespace compare
