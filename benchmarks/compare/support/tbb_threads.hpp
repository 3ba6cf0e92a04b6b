#pragma once
#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include "contender.hpp"

namespace compare {

/// An arena of that many threads, of which the calling one is one.
struct tbb_threads {
    static constexpr const char* runtime_name = "onetbb";
    static constexpr bool one_thread = false;
    explicit tbb_threads(unsigned threads)
        : limit{tbb::global_control::max_allowed_parallelism, threads},
          arena(static_cast<int>(threads)) {}

    tbb::global_control limit;
    tbb::task_arena arena;
};

/// For work that comes from outside: an arena whose threads are all oneTBB's own. The limit counts
/// the calling thread, too, which only submits.
struct tbb_workers {
    static constexpr const char* runtime_name = "onetbb";
    static constexpr bool one_thread = false;
    explicit tbb_workers(unsigned threads)
        : limit{tbb::global_control::max_allowed_parallelism, threads + 1},
          arena(static_cast<int>(threads), 0) {}

    tbb::global_control limit;
    tbb::task_arena arena;
};

}  // namespace compare
