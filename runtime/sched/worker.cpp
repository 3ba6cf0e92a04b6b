#include "worker.hpp"

#include "core.hpp"

#include <wend/core/config.hpp>

#include <algorithm>
#include <utility>

namespace wend::inline v0::detail {
namespace {

/// How often a worker looks at what it would otherwise starve: every so many items at the injector
/// first, and, half-way between, at its own oldest item. A prime, as in Go and Tokio, so that it
/// doesn't beat with loops of programs.
constexpr unsigned fair_turns = 61;

/// How many branches of a fork-join may run one after the other before the loop has a look at
/// everything else: one item's worth.
constexpr std::int32_t most_branches = 128;

/// A search ends after about as long as a wake-up takes (10 µs): that many rounds over all queues,
/// with pauses of growing length between them.
constexpr unsigned search_rounds = 16;
constexpr unsigned longest_pause = 64;

/// How often in a row a searcher has to see a private item before it raids.
constexpr unsigned sightings = 4;

/// How long a sentinel sleeps, in ns: at first, and at most, after having found nothing again and
/// again. With a wake-up and a raid this bounds how long a queued item can stay unseen while its
/// owner computes and others sleep.
constexpr std::int64_t first_patience = 1'000'000, longest_patience = 8'000'000;

/// The attention word where everything is public: each push tells.
constinit const atomic<std::uint32_t> always{idle::hungry};

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
            .injected = injected.load(relaxed),
            .steals = steals.load(relaxed),
            .steal_attempts = steal_attempts.load(relaxed),
            .lost_races = lost_races.load(relaxed),
            .raids = raids.load(relaxed),
            .parks = parks.load(relaxed),
            .wakes = wakes.load(relaxed)};
}

worker::worker(pool_core& core, unsigned index)
    : deque{core.how == mode::private_first ? core.sleepers.attention_word() : always, core.how},
      core_{core},
      index_{index},
      victims_{index} {}

pool_stats worker::stats() const noexcept {
    pool_stats counted = counters_.read();
    counted.local_pushes = pushes();
    return counted;
}

void worker::run(context& here) noexcept {
    while (work_item* item = next_item()) {
        count(counters_.items_run);
        share();  // the item may take long
        budget_ = most_branches;
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
    return oldest ? take_oldest() : pop();
}

work_item* worker::injected() noexcept {
    work_item* item = core_.outside.pop();
    if (item != nullptr) count(counters_.injected);
    return item;
}

/// Null: the pool has ended.
work_item* worker::search_or_sleep() noexcept {
    auto role = core_.sleepers.try_search() ? idle::was::searching : idle::was::busy;
    std::int64_t patience = first_patience;
    bool woken = false, timed_out = false;
    while (true) {
        if (role == idle::was::searching) {
            if (work_item* item = timed_out ? look() : search()) {
                if (woken) core_.woken_for_work();
                hand_search_on();
                return item;
            }
            if (woken) core_.woken_in_vain();
        }
        const auto now = core_.sleepers.park(sleeper_, role);
        if (now == idle::now::ended) return nullptr;
        role = idle::was::searching;  // that is how one leaves the bed
        woken = timed_out = false;
        if (now == idle::now::parked_unattended && core_.work_visible() &&
            core_.sleepers.unpark_self(sleeper_)) {
            continue;
        }
        if (core_.sleepers.all_parked(core_.sleepers.snapshot())) core_.quieter.wake_all();  // [W4]
        count(counters_.parks);
        woken = core_.sleepers.sleep(sleeper_, patience);
        if (!woken) {
            patience = std::min(2 * patience, longest_patience);
            timed_out = core_.sleepers.unpark_self(sleeper_);
            if (!timed_out) woken = core_.sleepers.sleep(sleeper_, patience);  // the token comes
        }
        count(counters_.wakes);
    }
}

/// For about as long as a wake-up takes, everywhere where an item may be taken at once; then what
/// others keep to themselves.
work_item* worker::search() noexcept {
    for (unsigned round = 0, pause = 1; round < search_rounds; ++round) {
        if (work_item* item = injected()) return item;
        if (work_item* item = steal_from_others()) return item;
        pause_briefly(pause);
        if (pause < longest_pause) pause *= 2;
    }
    return raid_others();
}

/// The sentinel's: once.
work_item* worker::look() noexcept {
    if (work_item* item = injected()) return item;
    if (work_item* item = steal_from_others()) return item;
    return raid_others();
}

/// One look at each other worker.
work_item* worker::steal_from_others() noexcept {
    const auto workers = static_cast<unsigned>(core_.workers.size());
    unsigned victim = victims_.first(workers);
    for (unsigned i = 0; i < workers; ++i, victim = victim + 1 == workers ? 0 : victim + 1) {
        if (victim == index_) continue;
        count(counters_.steal_attempts);
        const steal_result got = core_.workers[victim]->steal();
        if (got.outcome == steal_result::kind::item) {
            count(counters_.steals);
            return got.item;
        }
        if (got.outcome == steal_result::kind::lost) count(counters_.lost_races);
    }
    return nullptr;
}

/// Of what owners keep private while they compute. Only what stays there for a while: an item that
/// is queued and awaited at once is gone before, and better off where it is.
work_item* worker::raid_others() noexcept {
    for (const auto& victim : core_.workers) {
        if (victim.get() == this) continue;
        unsigned looks = 0;
        for (; looks < sightings && victim->has_private(); ++looks) pause_briefly(longest_pause);
        if (looks < sightings) continue;
        count(counters_.raids);
        const steal_result got = victim->raid();
        if (got.outcome == steal_result::kind::item) {
            count(counters_.steals);
            return got.item;
        }
    }
    return nullptr;
}

/// Before running what the search has found: the item may take long, and there may be more.
void worker::hand_search_on() noexcept {
    if (core_.sleepers.stop_searching() && core_.work_visible()) core_.wake_one();
}

void worker::push_back(work_item& item) noexcept {
    yielded_ = true;
    // With nothing else queued this worker takes the item next. Waking a thief for it would make a
    // task that yields in a loop wander between workers.
    if (size() == 0) {
        put(item);
    } else {
        push(item);
    }
}

void worker::overflow(work_item& item) noexcept {
    core_.outside.push(item, [this] { core_.wake_one(); });
}

void worker::offered(lane::index) noexcept {
    // [D6] hungry: there is a searcher, which looks at everything before it sleeps
    if (core_.sleepers.attention_word().load(seq_cst) == idle::wake) core_.offer();
}

}  // namespace wend::inline v0::detail
