#include "executors.hpp"
#include "workload.hpp"

#include <wend/wend.hpp>

#include <array>

namespace stress {
namespace {

using wend::task;

struct places {
    std::array<wend::executor_ref, 3> all;
};

wend::async_generator<unsigned> numbers(unsigned count, places where, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    for (unsigned i = 0; i < count; ++i) {
        if (random() % 3 == 0)
            co_await wend::resume_on(where.all[random() % 3]);  // wanders; the yield undoes it
        co_yield i;
    }
}

/// Hops at random; after each await the home and the name must be right.
task<unsigned> wander(places where, std::uint64_t seed, std::string name, run& r) {
    std::mt19937_64 random(seed);
    for (unsigned i = 0; i < 50; ++i) {
        const wend::executor_ref next = where.all[random() % 3];
        co_await wend::resume_on(next);
        const wend::executor_ref home = co_await wend::this_task::executor;
        r.verify(home == next && wend::current_executor_name() == next.name(),
                 "not at home after a hop");
        r.verify(wend::this_task::name() == name, "another task's name after a hop");
    }
    const wend::executor_ref home = co_await wend::this_task::executor;
    unsigned expected = 0;
    auto items = numbers(40, where, seed) | wend::flow_on(where.all[random() % 3]);
    WEND_ASYNC_FOR(unsigned item, std::move(items)) {
        r.verify(item == expected++, "an item came out of order");
        r.verify(wend::current_executor_name() == home.name(), "not at home after an item");
        r.verify(wend::this_task::name() == name, "another task's name after an item");
    }
    co_return expected;
}

}  // namespace

void hop_workload(run& r) {
    const auto frames = wend::detail::live_frames();
    {
        chosen_executor main_one(r);
        wend::pool second{{.workers = 1, .name = "second"}}, third{{.workers = 1, .name = "third"}};
        const places where{{main_one.ref(), second, third}};
        for (std::uint64_t n = 0; r.time_left(); ++n) {
            std::vector<wend::join_handle<unsigned>> tasks;
            for (unsigned i = 0; i < 50; ++i) {
                const std::string name = "wanderer-" + std::to_string(i);
                tasks.push_back(wend::spawn(
                    where.all[i % 3], wander(where, r.seed + n * 50 + i, name, r), {.name = name}));
            }
            for (auto& task : tasks) {
                r.verify(wend::sync_wait(task) == (r.plant ? 41U : 40U),
                         "items of a flow were lost");
            }
            r.count(50 * 90);
        }
    }
    r.verify(wend::detail::live_frames() == frames, "coroutine frames were left over");
}

}  // namespace stress
