#pragma once
#include "workload.hpp"

#include <wend/sched/pool.hpp>

#if __has_include(<tbb/task_arena.h>) && __has_include(<wend/ext/tbb.hpp>)
#    include <wend/ext/tbb.hpp>
#    define WEND_STRESS_TBB 1
#else
#    define WEND_STRESS_TBB 0
#endif

#include <optional>

namespace stress {

/// The executor that the run asks for.
class chosen_executor {
public:
    explicit chosen_executor(const run& r) {
#if WEND_STRESS_TBB
        if (r.executor == executor_kind::tbb) {
            arena_.emplace(static_cast<int>(r.threads));
            return;
        }
#endif
        pool_.emplace(wend::pool_options{.workers = r.threads, .name = "stress"});
    }
    wend::executor_ref ref() {
#if WEND_STRESS_TBB
        if (arena_) return *arena_;
#endif
        return *pool_;
    }

private:
    std::optional<wend::pool> pool_;
#if WEND_STRESS_TBB
    std::optional<wend::tbb_executor> arena_;
#endif
};

}  // namespace stress
