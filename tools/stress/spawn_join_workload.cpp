#include "executors.hpp"
#include "workload.hpp"

#include <wend/wend.hpp>

namespace stress {
namespace {

using wend::task;

task<int> leaf(unsigned turns) {
    for (unsigned i = 0; i < turns; ++i) co_await wend::yield();
    co_return 1;
}
task<void> endless() {
    while (true) co_await wend::yield();
}

/// A tree of branches, each leaf suspended now and then.
task<int> tree(unsigned depth, unsigned shape) {
    if (depth == 0) co_return co_await leaf(shape % 3);
    auto both =
        co_await wend::when_all(tree(depth - 1, shape * 5 + 1), tree(depth - 1, shape * 3 + 2));
    co_return std::get<0>(both) + std::get<1>(both);
}

/// Children awaited, children joined by the scope, and some cancelled.
task<int> storm(wend::scope& s, unsigned tasks, std::mt19937_64 random) {
    std::vector<wend::join_handle<int>> awaited;
    int cancelled = 0;
    for (unsigned i = 0; i < tasks; ++i) {
        const unsigned turns = random() % 4;
        switch (random() % 4) {
            case 0:
                s.spawn(leaf(turns)).detach();
                break;
            case 1: {
                auto stopped = s.spawn(endless());
                stopped.cancel();
                try {
                    co_await stopped;
                } catch (const wend::task_cancelled&) {
                    ++cancelled;
                }
                if (cancelled == 0) throw violation("a cancelled task ended otherwise");
                break;
            }
            default:
                awaited.push_back(s.spawn(leaf(turns)));
        }
    }
    int sum = 0;
    for (auto& handle : awaited) sum += co_await handle;
    co_return sum - static_cast<int>(awaited.size());
}

task<int> scoped_storm(wend::executor_ref where, unsigned tasks, std::mt19937_64 random) {
    wend::scope_options options{.executor = where};
    co_return co_await wend::with_scope(options, storm, tasks, random);
}

}  // namespace

void spawn_join_workload(run& r) {
    const auto frames = wend::detail::live_frames();
    {
        chosen_executor where(r);
        for (std::uint64_t n = 0; r.time_left(); ++n) {
            auto branches = wend::spawn(where.ref(), tree(10, static_cast<unsigned>(n)));
            auto storms = wend::spawn(where.ref(), scoped_storm(where.ref(), r.tasks, r.random(n)));
            r.verify(wend::sync_wait(branches) == 1024 + (r.plant ? 1 : 0),
                     "a tree of 1,024 leaves lost or doubled one");
            r.verify(wend::sync_wait(storms) == 0,
                     "a storm's tasks gave another sum than they should");
            r.count(2047 + r.tasks);
        }
    }
    r.verify(wend::detail::live_frames() == frames, "coroutine frames were left over");
}

}  // namespace stress
