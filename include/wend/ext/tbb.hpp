#pragma once
#include <wend/exec/context.hpp>
#include <wend/exec/executor.hpp>
#include <wend/exec/roster.hpp>

#include <tbb/task_arena.h>

#include <string_view>

namespace wend::inline v0 {

/// A oneTBB arena as an executor: items run on the arena's threads, as its guests. They never run
/// oneTBB's work while they wait (a waiting task is suspended), and a wait of oneTBB's inside an item
/// (a parallel_for, say) runs no other item. A thread that enters the arena to wait there may run
/// items, as it may run any enqueued work.
///
/// Threads   any. An item runs on whichever thread of the arena takes it; in records the thread has
///           the name it has elsewhere ("Thread-N" unless it was given one).
/// Order     none promised.
/// Lifetime  outlives the tasks spawned on it: the destructor asks them to stop and waits for them and
///           for every item. Not destroyed on a thread of its arena.
class tbb_executor {
public:
    /// An arena of its own with `concurrency` places, 1 to 16384, none reserved for callers. Throws
    /// std::invalid_argument.
    explicit tbb_executor(int concurrency, std::string_view name = "arena");
    /// Somebody's arena, which must outlive this. It needs a place that isn't reserved for callers.
    explicit tbb_executor(tbb::task_arena& arena, std::string_view name = "arena");
    tbb_executor(const tbb_executor&) = delete;
    tbb_executor& operator=(const tbb_executor&) = delete;
    ~tbb_executor();

    void submit(work_item& item) noexcept;
    bool running_here() const noexcept;
    std::string_view name() const noexcept;
    roster& tasks() noexcept;
    tbb::task_arena& arena() noexcept;

private:
    struct impl;
    impl* const impl_;
};

static_assert(executor<tbb_executor>);

}  // namespace wend::inline v0
