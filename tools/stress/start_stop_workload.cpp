#include "workload.hpp"

#include <wend/wend.hpp>

namespace stress {
namespace {

wend::task<void> endless() {
    while (true) co_await wend::yield();
}
wend::task<void> in_flight(wend::executor_ref home) {
    for (int i = 0; i < 3; ++i) {
        wend::spawn(home, endless()).detach();  // from inside: even while the pool is being stopped
        co_await wend::yield();
    }
}

}  // namespace

void start_stop_workload(run& r) {
    const auto frames = wend::detail::live_frames();
    const resources before = resources_now();
    for (std::uint64_t n = 0; r.time_left(); ++n) {
        {
            wend::pool pool{{.workers = r.threads, .name = "short"}};
            auto random = r.random(n);
            for (auto i = random() % 5; i != 0; --i) wend::spawn(pool, in_flight(pool)).detach();
            if (random() % 2 == 0) pool.stop();
        }
        r.verify(wend::detail::live_frames() == frames + (r.plant ? 1 : 0),
                 "a stopped pool left frames");
        r.count();
    }
    r.verify(resources_return(before), "threads or descriptors were left over");
}

}  // namespace stress
