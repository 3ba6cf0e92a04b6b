#pragma once
#include "support/contender.hpp"

/// C += A B of float matrices, divided at each level into eight products of quarters: four that
/// write different quarters of C at once, then the other four. Leaves of 64 x 64 multiply serially.
/// Large grains: what matters is that the threads are kept busy.

namespace compare {

constexpr std::uint64_t leaf = 64;

/// A square part of a matrix of `stride` columns.
template <class T>
struct part {
    T* at;
    std::uint64_t stride;

    part quarter(std::uint64_t row, std::uint64_t column, std::uint64_t half) const {
        return {at + row * half * stride + column * half, stride};
    }
};

/// C += A B for matrices of `size` rows.
struct product {
    part<float> c;
    part<const float> a, b;
    std::uint64_t size;

    /// The product that adds to quarter (row, column) of C: the first or the second of two.
    product quarter(std::uint64_t row, std::uint64_t column, std::uint64_t step) const {
        const std::uint64_t half = size / 2;
        return {c.quarter(row, column, half), a.quarter(row, step, half),
                b.quarter(step, column, half), half};
    }
};

/// The whole matrices, which prepare() has filled.
product whole_product();
/// A leaf.
void multiply(const product& p);
void serial_matmul(const product& p);

}  // namespace compare
