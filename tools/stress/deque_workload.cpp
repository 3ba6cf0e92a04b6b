#include "workload.hpp"

#include "runtime/core/membarrier.hpp"
#include "runtime/sched/deque.hpp"

#include <memory>
#include <thread>

namespace stress {
namespace {

struct item : wend::work_item {
    item() : work_item{[](wend::work_item&, wend::context&) noexcept {}} {}
    std::atomic<unsigned> taken{0};
};

using wend::detail::deque;
using kind = wend::detail::steal_result::kind;

struct attention_word {
    std::atomic<std::uint32_t> attention{0};
};

/// Without a worker around it; `attention` says whether somebody is hungry.
struct bare_deque : attention_word, deque {
    explicit bare_deque(mode how) : deque{attention, how, 2} {
        if (how == mode::all_public) attention = 1;
    }
    void before_blocking() noexcept override { publish_all(); }
    /// Out of memory: the round finds the item missing.
    void overflow(wend::work_item&) noexcept override {}
    void offered(index) noexcept override {}
};

void take(wend::work_item& got) {
    static_cast<item&>(got).taken.fetch_add(1, std::memory_order_relaxed);
}

/// Steals until all is gone; the one that raids also what is private, and now and then it is hungry.
void thief(bare_deque& d, const std::atomic<bool>& over, bool raids) {
    for (unsigned turn = 0;; ++turn) {
        const bool last_look = over.load(std::memory_order_acquire);
        if (raids) d.attention.store(turn / 16 % 2, std::memory_order_relaxed);
        const auto got = raids && turn % 8 == 0 ? d.raid() : d.steal();
        if (got.outcome == kind::item) {
            take(*got.item);
        } else if (got.outcome == kind::empty && last_look) {
            return;
        }
    }
}

/// One owner that pushes and takes at random, and thieves, of which one is a raider.
void round(run& r, std::uint64_t number) {
    const std::size_t count = 20'000;
    auto items = std::make_unique<item[]>(count);
    const bool is_private = number % 2 == 0 && wend::detail::heavy_barrier_works();
    bare_deque deque{is_private ? deque::mode::private_first : deque::mode::all_public};
    std::atomic<bool> over{false};
    std::vector<std::thread> thieves;
    for (unsigned t = 0; t + 1 < std::max(2U, r.threads); ++t) {
        thieves.emplace_back([&, t] { thief(deque, over, is_private && t == 0); });
    }
    auto random = r.random(number);
    for (std::size_t i = 0; i < count;) {
        for (auto burst = 1 + random() % 40; burst != 0 && i < count; --burst, ++i) {
            deque.push(items[i]);
        }
        for (auto burst = random() % 30; burst != 0; --burst) {
            auto* const got = random() % 8 == 0 ? deque.take_oldest() : deque.pop();
            if (got != nullptr) take(*got);
        }
    }
    while (auto* got = deque.pop()) take(*got);
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
