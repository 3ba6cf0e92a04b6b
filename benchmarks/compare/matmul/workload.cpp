#include "workload.hpp"

#include <vector>

namespace compare {
namespace {

std::vector<float> a, b, c;
std::uint64_t rows = 0;

/// Small whole numbers: every sum is exact in a float, in whatever order.
float entry(std::uint64_t seed) { return static_cast<float>(mixed(seed) % 7) - 3; }

void prepare(std::uint64_t size) {
    if (rows != size) {
        rows = size;
        a.resize(size * size);
        b.resize(size * size);
        for (std::uint64_t i = 0; i < size * size; ++i) {
            a[i] = entry(2 * i);
            b[i] = entry(2 * i + 1);
        }
    }
    c.assign(size * size, 0);
}

std::vector<std::int64_t> times(const std::vector<float>& m, const std::vector<std::int64_t>& x) {
    std::vector<std::int64_t> y(x.size());
    for (std::uint64_t i = 0; i < x.size(); ++i) {
        for (std::uint64_t j = 0; j < x.size(); ++j)
            y[i] += static_cast<std::int64_t>(m[i * x.size() + j]) * x[j];
    }
    return y;
}

/// Freivalds' check: C x = A (B x) for a random x, in whole numbers.
bool right(std::uint64_t size, answer) {
    static std::uint64_t round = 0;
    ++round;
    std::vector<std::int64_t> x(size);
    for (std::uint64_t i = 0; i < size; ++i)
        x[i] = static_cast<std::int64_t>(mixed(round * size + i) % 1000);
    return times(c, x) == times(a, times(b, x));
}

}  // namespace

product whole_product() { return {{c.data(), rows}, {a.data(), rows}, {b.data(), rows}, rows}; }

void multiply(const product& p) {
    for (std::uint64_t i = 0; i < p.size; ++i) {
        for (std::uint64_t k = 0; k < p.size; ++k) {
            const float factor = p.a.at[i * p.a.stride + k];
            for (std::uint64_t j = 0; j < p.size; ++j)
                p.c.at[i * p.c.stride + j] += factor * p.b.at[k * p.b.stride + j];
        }
    }
}

const workload the_workload{
    .name = "matmul",
    .operation = "leaf product",
    .size_is = "rows; halved until they are 64 or fewer",
    .size = 1024,
    .tiny = 128,
    .least = 64,
    .most = 8192,
    .operations =
        [](std::uint64_t size) {
            std::uint64_t leaves = 1;
            for (; size > leaf; size /= 2) leaves *= 8;
            return leaves;
        },
    .right = &right,
    .prepare = &prepare,
};

}  // namespace compare
