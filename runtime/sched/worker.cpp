#include "worker.hpp"

#include "core.hpp"

#include <wend/core/config.hpp>

#include <utility>

namespace wend::inline v0::detail {
namespace {

/// How often a worker looks at what it would otherwise starve: every so many items at the injector
/// first, and, half-way between, at its own oldest item. A prime, as in Go and Tokio, so that it
/// doesn't beat with loops of programs.
constexpr unsigned fair_turns = 61;

/// A search ends after about as long as a wake-up takes (10 µs): that many rounds over all queues,
/// with pauses of growing length between them.
constexpr unsigned search_rounds = 16;
constexpr unsigned longest_pause = 64;

void pause_briefly(unsigned times) noexcept {
    for (unsigned i = 0; i < times; ++i) WEND_CPU_PAUSE();
}

void count(atomic<std::uint64_t>& counter) noexcept {
    add_single_writer(counter, std::uint64_t{1});
}

}  // namespace

pool_stats worker_counters::read() const noexcept {
    // relaxed: counts that nothing is concluded from; exact after drain() by its edges
    return {.items_run = items_run.load(relaxed),
            .local_pushes = local_pushes.load(relaxed),
            .injected = injected.load(relaxed),
            .steals = steals.load(relaxed),
            .steal_attempts = steal_attempts.load(relaxed),
            .lost_races = lost_races.load(relaxed),
            .parks = parks.load(relaxed),
            .wakes = wakes.load(relaxed)};
}

void worker::run(context& here) noexcept {
    while (work_item* item = next_item()) {
        count(counters_.items_run);
        item->run(*item, here);
    }
}

work_item* worker::next_item() noexcept {
    if (++turn_ % fair_turns == 0) {
        if (work_item* item = injected()) return item;
    }
    if (work_item* item = own()) return item;
    if (work_item* item = injected()) return item;
    return search_or_sleep();
}

work_item* worker::own() noexcept {
    const bool oldest = std::exchange(yielded_, false) || turn_ % fair_turns == fair_turns / 2;
    return oldest ? deque_.pop_oldest() : deque_.pop();
}

work_item* worker::injected() noexcept {
    work_item* item = core_.outside.pop();
    if (item != nullptr) count(counters_.injected);
    return item;
}

/// Null: the pool has ended.
work_item* worker::search_or_sleep() noexcept {
    auto role = core_.sleepers.try_search() ? idle::was::searching : idle::was::busy;
    while (true) {
        if (role == idle::was::searching) {
            if (work_item* item = search()) {
                hand_search_on();
                return item;
            }
        }
        const auto now = core_.sleepers.park(sleeper_, role);
        if (now == idle::now::ended) return nullptr;
        role = idle::was::searching;  // that is how one leaves the bed
        if (now == idle::now::parked_unattended && core_.work_visible() &&
            core_.sleepers.unpark_self(sleeper_)) {
            continue;
        }
        if (core_.sleepers.all_parked(core_.sleepers.snapshot())) core_.quieter.wake_all();  // [W4]
        count(counters_.parks);
        core_.sleepers.sleep(sleeper_);
        count(counters_.wakes);
    }
}

work_item* worker::search() noexcept {
    for (unsigned round = 0, pause = 1; round < search_rounds; ++round) {
        if (work_item* item = injected()) return item;
        if (work_item* item = steal()) return item;
        pause_briefly(pause);
        if (pause < longest_pause) pause *= 2;
    }
    return nullptr;
}

/// One look at each other worker.
work_item* worker::steal() noexcept {
    const auto workers = static_cast<unsigned>(core_.workers.size());
    unsigned victim = victims_.first(workers);
    for (unsigned i = 0; i < workers; ++i, victim = victim + 1 == workers ? 0 : victim + 1) {
        if (victim == index_) continue;
        count(counters_.steal_attempts);
        const steal_result got = core_.workers[victim]->deque_.steal();
        if (got.outcome == steal_result::kind::item) {
            count(counters_.steals);
            return got.item;
        }
        if (got.outcome == steal_result::kind::lost) count(counters_.lost_races);
    }
    return nullptr;
}

/// Before running what the search has found: the item may take long, and there may be more.
void worker::hand_search_on() noexcept {
    if (core_.sleepers.stop_searching() && core_.work_visible()) core_.wake_one();
}

void worker::push(work_item& item) noexcept {
    if (enqueue(item)) core_.wake_one();
}

void worker::push_back(work_item& item) noexcept {
    const bool alone = deque_.oldest() == deque_.end();
    if (!enqueue(item)) return;
    yielded_ = true;
    // With nothing else queued this worker takes the item next. Waking a thief for it would make a
    // task that yields in a loop wander between workers.
    if (!alone) core_.wake_one();
}

/// False: there was no memory, and the item went to the injector, which needs none.
bool worker::enqueue(work_item& item) noexcept {
    if (!deque_.push(item)) [[unlikely]] {
        core_.outside.push(item, [this] { core_.wake_one(); });
        return false;
    }
    count(counters_.local_pushes);
    return true;
}

}  // namespace wend::inline v0::detail
