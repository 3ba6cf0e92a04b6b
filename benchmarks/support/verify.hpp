#pragma once
#include <benchmark/benchmark.h>

namespace wend::bench {

/// A benchmark whose result is wrong is no benchmark.
inline void verify(benchmark::State& state, bool right) {
    if (!right) state.SkipWithError("wrong result");
}

/// Repeats on 1 and 2 worker threads, in real time.
inline void thread_sweep(benchmark::internal::Benchmark* b) {
    b->ArgName("threads")->Arg(1)->Arg(2)->UseRealTime();
}

inline unsigned threads(const benchmark::State& state) {
    return static_cast<unsigned>(state.range(0));
}

}  // namespace wend::bench
