#include "support/plain_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

/// The sixteenths of C are the pieces: each is the sum of four products.
answer matmul(plain_threads& threads, std::uint64_t) {
    const product whole = whole_product();
    const bool small = whole.size <= 2 * leaf;
    return threads.deal(small ? 1 : 16, [&](std::uint64_t i) {
        if (small) {
            serial_matmul(whole);
            return answer{0};
        }
        for (std::uint64_t step = 0; step < 4; ++step) {
            const product half = whole.quarter(i / 8, i / 4 % 2, step / 2);
            serial_matmul(half.quarter(i / 2 % 2, i % 2, step % 2));
        }
        return answer{0};
    });
}
const enlist<plain_threads, &matmul> here;

}  // namespace
}  // namespace compare
