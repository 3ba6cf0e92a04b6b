#pragma once
#include "contender.hpp"

namespace compare {

/// A team of that many threads, of which the calling one is one. The runtime keeps them between
/// parallel regions.
struct openmp_threads {
    static constexpr const char* runtime_name = "openmp";
    static constexpr bool one_thread = false;
    explicit openmp_threads(unsigned threads) : count{threads} {}

    /// Calls `body` on one thread of the team; the others do the tasks that it makes.
    template <class Body>
    answer run(Body body) {
        answer got = 0;
#pragma omp parallel num_threads(count)
#pragma omp single
        got = body();
        return got;
    }

    unsigned count;
};

}  // namespace compare
