#include "executors.hpp"
#include "workload.hpp"

#include <wend/wend.hpp>

namespace stress {
namespace {

using wend::task;

struct planned : std::runtime_error {
    planned() : std::runtime_error("planned") {}
};

task<int> may_throw(std::uint64_t choice) {
    if (choice % 2 == 0) co_await wend::yield();
    if (choice % 3 == 0) throw planned();
    co_return 1;
}
wend::async_generator<int> may_fail(std::uint64_t choice) {
    for (int i = 0; i < 5; ++i) {
        if (choice % 7 == static_cast<unsigned>(i)) throw planned();
        co_yield i;
    }
}

task<unsigned> failures(wend::executor_ref where, unsigned tasks, std::mt19937_64 random) {
    unsigned caught = 0, planted = 0;
    for (unsigned i = 0; i < tasks; ++i) {
        const std::uint64_t choice = random();
        planted += choice % 3 == 0;
        auto spawned = wend::spawn(where, may_throw(choice));
        try {
            static_cast<void>(co_await spawned);
        } catch (const planned&) {
            ++caught;
        }
        planted += choice % 7 < 5;
        try {
            WEND_ASYNC_FOR(int item, may_fail(choice) | wend::flow_on(where, wend::buffer(2)))
            static_cast<void>(item);
        } catch (const planned&) {
            ++caught;
        }
        wend::scope_options options{.executor = where};
        planted += choice % 3 == 0;
        try {
            co_await wend::with_scope(
                options,
                [](wend::scope& s, std::uint64_t c) -> task<void> {
                    s.spawn(may_throw(c)).detach();
                    s.spawn(may_throw(1)).detach();
                    co_return;
                },
                choice);
        } catch (const planned&) {
            ++caught;
        }
    }
    co_return planted - caught;
}

}  // namespace

void throw_workload(run& r) {
    const auto frames = wend::detail::live_frames();
    {
        chosen_executor where(r);
        for (std::uint64_t n = 0; r.time_left(); ++n) {
            auto round = wend::spawn(where.ref(), failures(where.ref(), 100, r.random(n)));
            r.verify(wend::sync_wait(round) == (r.plant ? 1U : 0U), "a failure was lost");
            r.count(300);
        }
    }
    r.verify(wend::detail::live_frames() == frames, "coroutine frames were left over");
}

}  // namespace stress
