#include "executors.hpp"
#include "workload.hpp"

#include <wend/exec/context.hpp>

#include <memory>
#include <thread>

namespace stress {
namespace {

struct item : wend::work_item {
    item()
        : work_item{[](wend::work_item& self, wend::context&) noexcept {
              auto& i = static_cast<item&>(self);
              auto& left = *i.left;  // the item may be gone once it was counted
              if (left.fetch_sub(1, std::memory_order_acq_rel) == 1) left.notify_all();
          }} {}
    std::atomic<int>* left = nullptr;
};

/// Submits a burst from outside and waits until it has run: a lost wake-up never comes back, and the
/// watchdog says so.
void burst(wend::executor_ref where, int count) {
    std::atomic<int> left{count};
    auto items = std::make_unique<item[]>(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        items[static_cast<std::size_t>(i)].left = &left;
        where.submit(items[static_cast<std::size_t>(i)]);
    }
    for (int now = left.load(); now != 0; now = left.load()) left.wait(now);
}

}  // namespace

void park_workload(run& r) {
    chosen_executor where(r);
    std::atomic<bool> failed{false};
    std::vector<std::thread> submitters;
    for (unsigned s = 0; s < 2; ++s) {
        submitters.emplace_back([&, s] {
            auto random = r.random(s);
            while (r.time_left() && !failed.load()) {
                const int count = 1 + static_cast<int>(random() % 20);
                burst(where.ref(), count);
                r.count(static_cast<std::uint64_t>(count));
                for (auto silence = random() % 2000; silence != 0; --silence)
                    std::atomic_signal_fence(std::memory_order_seq_cst);
            }
        });
    }
    for (auto& s : submitters) s.join();
    r.verify(!r.plant, "planted: a submitted item didn't run");
}

}  // namespace stress
