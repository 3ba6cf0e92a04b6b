#pragma once
#include <atomic>
#include <thread>
#include <vector>

#include "contender.hpp"

namespace compare {

/// std::thread and nothing else: what one would write without a runtime. Work is cut into pieces at
/// the top only; each run starts `count` - 1 threads, which draw pieces beside the calling one, do
/// each serially, and are joined.
struct plain_threads {
    static constexpr const char* runtime_name = "threads";
    static constexpr bool one_thread = false;
    explicit plain_threads(unsigned threads) : count{threads} {}

    /// The sum of piece(0) … piece(pieces - 1).
    template <class Piece>
    answer deal(std::uint64_t pieces, Piece piece) {
        std::atomic<std::uint64_t> next{0};
        std::atomic<answer> sum{0};
        const auto draw = [&] {
            answer mine = 0;
            for (std::uint64_t i = next.fetch_add(1); i < pieces; i = next.fetch_add(1))
                mine += piece(i);
            sum += mine;
        };
        std::vector<std::thread> others;
        for (unsigned i = 1; i < count; ++i) others.emplace_back(draw);
        draw();
        for (auto& thread : others) thread.join();
        return sum.load();
    }

    unsigned count;
};

}  // namespace compare
