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

/// How often in a row a searcher has to see the same items kept private before it raids.
constexpr unsigned sightings = 4;

/// How long a sentinel sleeps, in ns: at first, and at most, after having found nothing again and
/// again. With a wake-up and a raid this bounds how long a queued item can stay unseen while its
/// owner computes and others sleep.
constexpr std::int64_t first_patience = 1'000'000, longest_patience = 8'000'000;

/// How many offers are not even considered after one was refused because somebody had been woken in
/// vain: asking the clock costs more than a push.
constexpr unsigned patience_with_offers = 16;

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
            .looks = looks.load(relaxed),
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
    bool woken = false, timed_out = false;  // how it last left its bed
    while (true) {
        if (role == idle::was::searching) {
            if (work_item* item = timed_out ? look() : search()) {
                if (timed_out) count(counters_.wakes);  // by itself
                if (woken) core_.woken_for_work();
                hand_search_on();
                return item;
            }
            if (woken) core_.woken_in_vain();
        }
        const auto now = core_.sleepers.park(sleeper_, role);
        if (now == idle::now::ended) return nullptr;
        role = idle::was::searching;  // that is how one leaves the bed
        const bool looked = std::exchange(timed_out, false);
        woken = false;
        if (now == idle::now::parked_unattended && core_.work_visible() &&
            core_.sleepers.unpark_self(sleeper_)) {
            if (looked) count(counters_.wakes);
            continue;
        }
        if (core_.sleepers.all_parked(core_.sleepers.snapshot())) core_.quieter.wake_all();  // [W4]
        if (!looked) count(counters_.parks);
        woken = core_.sleepers.sleep(sleeper_, patience);
        if (!woken) {
            patience = std::min(2 * patience, longest_patience);
            timed_out = core_.sleepers.unpark_self(sleeper_);
            if (!timed_out) woken = core_.sleepers.sleep(sleeper_, patience);  // the token comes
        }
        count(timed_out ? counters_.looks : counters_.wakes);
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
    const auto workers = static_cast<unsigned>(core_.workers.size());
    unsigned victim = victims_.first(workers);
    for (unsigned i = 0; i < workers; ++i, victim = victim + 1 == workers ? 0 : victim + 1) {
        worker& other = *core_.workers[victim];
        if (&other == this || !keeps_to_itself(other)) continue;
        // One at a time in a pool: a raid interrupts every processor that runs us.
        if (core_.raided.exchange(true, acquire)) return nullptr;  // [D8]
        count(counters_.raids);
        const steal_result got = other.raid();
        core_.raided.store(false, release);  // [D8]
        if (got.outcome == steal_result::kind::item) {
            count(counters_.steals);
            return got.item;
        }
    }
    return nullptr;
}

bool worker::keeps_to_itself(const worker& other) noexcept {
    const std::uint64_t seen = other.private_since();
    for (unsigned look = 1; seen != 0 && look < sightings; ++look) {
        pause_briefly(longest_pause);
        if (other.private_since() != seen) return false;
    }
    return seen != 0;
}

/// Before running what the search has found: the item may take long, and there may be more, now or
/// later. Somebody has to be awake for it, or to wake up by itself.
void worker::hand_search_on() noexcept {
    const auto to_do = core_.sleepers.stop_searching();
    if (to_do == idle::after::nothing) return;
    const bool unwatched = to_do == idle::after::keep_watch && !core_.sleepers.has_sentinel();
    if (unwatched || core_.work_visible()) core_.wake_one();
}

void worker::push_back(work_item& item) noexcept {
    yielded_ = true;
    // With nothing else queued this worker takes the item next. Waking a thief for it would make a
    // task that yields in a loop wander between workers.
    if (size() == 0 && core_.sleepers.has_sentinel()) {
        put(item);
    } else {
        push(item);
    }
}

/// This worker counts as busy, but won't look at anything before it is woken: what it has queued is
/// somebody else's business now, however often others have been woken in vain.
void worker::before_blocking() noexcept {
    publish_all();
    if (size() > 0) core_.wake_one();
}

void worker::overflow(work_item& item) noexcept {
    core_.outside.push(item, [this] { core_.wake_one(); });
}

void worker::offered(lane::index queued) noexcept {
    if (patient_ != 0) {
        --patient_;
    } else if (core_.sleepers.wanted() && !core_.offer(queued)) {
        patient_ = patience_with_offers;
    }
}

}  // namespace wend::inline v0::detail
