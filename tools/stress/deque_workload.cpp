#include "workload.hpp"

#include "runtime/sched/deque.hpp"

#include <memory>
#include <thread>

namespace stress {
namespace {

struct item : wend::work_item {
    item() : work_item{[](wend::work_item&, wend::context&) noexcept {}} {}
    std::atomic<unsigned> taken{0};
};

/// One owner that pushes and pops at random, thieves that steal until all is gone.
void round(run& r, std::uint64_t number) {
    const std::size_t count = 20'000;
    auto items = std::make_unique<item[]>(count);
    wend::detail::deque deque{4};
    std::atomic<bool> over{false};
    std::vector<std::thread> thieves;
    for (unsigned t = 0; t + 1 < std::max(2U, r.threads); ++t) {
        thieves.emplace_back([&] {
            using kind = wend::detail::steal_result::kind;
            while (true) {
                const bool last_look = over.load(std::memory_order_acquire);
                const auto got = deque.steal();
                if (got.outcome == kind::item) {
                    static_cast<item*>(got.item)->taken.fetch_add(1, std::memory_order_relaxed);
                } else if (got.outcome == kind::empty && last_look) {
                    return;
                }
            }
        });
    }
    auto random = r.random(number);
    for (std::size_t i = 0; i < count;) {
        for (auto burst = 1 + random() % 40; burst != 0 && i < count; --burst, ++i) {
            if (!deque.push(items[i])) throw std::bad_alloc();
        }
        for (auto burst = random() % 30; burst != 0; --burst) {
            if (auto* got = static_cast<item*>(deque.pop()))
                got->taken.fetch_add(1, std::memory_order_relaxed);
        }
    }
    while (auto* got = static_cast<item*>(deque.pop()))
        got->taken.fetch_add(1, std::memory_order_relaxed);
    over.store(true, std::memory_order_release);
    for (auto& t : thieves) t.join();
    if (r.plant) items[7].taken.fetch_add(1);
    for (std::size_t i = 0; i < count; ++i) {
        r.verify(items[i].taken.load(std::memory_order_relaxed) == 1,
                 "item " + std::to_string(i) + " was taken " +
                     std::to_string(items[i].taken.load()) + " times");
    }
    r.count(count);
}

}  // namespace

void deque_workload(run& r) {
    for (std::uint64_t n = 0; r.time_left(); ++n) round(r, n);
}

}  // namespace stress
