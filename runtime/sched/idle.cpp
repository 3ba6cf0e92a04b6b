#include "idle.hpp"

#include <algorithm>
#include <utility>

namespace wend::inline v0::detail {

/// After each change of the word. Two that change it may store in the other order: the one that
/// stores last has looked at the word after that.
void idle::refresh() noexcept {
    while (true) {
        const std::uint64_t seen = word_.load(seq_cst);  // [W7]
        const std::uint32_t fitting = attention_for(seen);
        if (attention_.load(seq_cst) == fitting) return;  // [W7] who stores it next looks, too
        attention_.store(fitting, seq_cst);               // [W7] [D6] then
        if (word_.load(seq_cst) == seen) return;          // [W7] this
    }
}

bool idle::try_search() noexcept {
    const unsigned cap = std::max(1U, workers_ / 2);
    std::uint64_t seen = word_.load(relaxed);  // checked by the exchange
    while (searching(seen) < cap) {
        // [W1] from now on pushers rely on our stop_searching() or park()
        if (word_.compare_exchange_weak(seen, seen + one_searching, seq_cst, relaxed)) {
            refresh();
            return true;
        }
    }
    return false;
}

idle::after idle::stop_searching() noexcept {
    const std::uint64_t left = word_.fetch_sub(one_searching, seq_cst) - one_searching;  // [W1]
    refresh();
    if (searching(left) != 0 || parked(left) == 0) return after::nothing;
    return parked(left) + 1 == workers_ ? after::look : after::keep_watch;
}

idle::now idle::park(sleeper& self, was before) noexcept {
    const std::uint64_t leaves = before == was::searching ? one_searching : 0;
    std::uint64_t left = 0;
    {
        lock_guard guard{lock_};
        if (ended_) {
            word_.fetch_sub(leaves, seq_cst);  // [W1] nobody parks any more: nobody is to be woken
            return now::ended;
        }
        self.next = sleepers_;
        sleepers_ = &self;
        const std::uint64_t change = one_parked - leaves;
        left = word_.fetch_add(change, seq_cst) + change;               // [W1] [W3]
        if (sentinel_.load(relaxed) == nullptr && !all_parked(left)) {  // ordered by the lock
            sentinel_.store(&self, relaxed);                            // likewise
        }
    }
    refresh();
    // Also after was::busy: the searchers that kept us from searching may have gone meanwhile.
    return searching(left) == 0 ? now::parked_unattended : now::parked;
}

/// Under the lock.
bool idle::remove(sleeper& self) noexcept {
    for (sleeper** link = &sleepers_; *link != nullptr; link = &(*link)->next) {
        if (*link != &self) continue;
        *link = self.next;
        if (sentinel_.load(relaxed) == &self) sentinel_.store(nullptr, relaxed);  // by the lock
        return true;
    }
    return false;
}

bool idle::unpark_self(sleeper& self) noexcept {
    {
        lock_guard guard{lock_};
        if (!remove(self)) return false;
        word_.fetch_add(woken, seq_cst);  // [W1] a searcher again, as in try_search()
    }
    refresh();
    return true;
}

bool idle::sleep(sleeper& self, std::int64_t patience) noexcept {
    if (sentinel_.load(relaxed) != &self) {  // only we make it us, and did before
        self.bed.park();
        return true;
    }
    if (self.bed.park_for(patience)) return true;
    {
        lock_guard guard{lock_};
        // Nobody is busy any more: a sleeper like all.
        if (!all_parked(word_.load(seq_cst))) return false;  // [W3] or we look in vain once
        sentinel_.store(nullptr, relaxed);                   // ordered by the lock
    }
    self.bed.park();
    return true;
}

/// Takes the sentinel only if nobody else sleeps.
sleeper* idle::claim() noexcept {
    sleeper* chosen = nullptr;
    {
        lock_guard guard{lock_};
        std::uint64_t seen =
            word_.load(seq_cst);  // [W1] searchers may come and go without the lock
        do {
            if (searching(seen) != 0 || parked(seen) == 0) return nullptr;
        } while (!word_.compare_exchange_weak(seen, seen + woken, seq_cst, seq_cst));  // [W1]
        chosen = sleepers_;
        if (chosen == sentinel_.load(relaxed) && chosen->next != nullptr) {  // by the lock
            chosen = chosen->next;
        }
        remove(*chosen);
    }
    refresh();
    return chosen;
}

void idle::end() noexcept {
    sleeper* all = nullptr;
    {
        lock_guard guard{lock_};
        ended_ = true;
        all = std::exchange(sleepers_, nullptr);
        sentinel_.store(nullptr, relaxed);  // ordered by the lock
        for (sleeper* s = all; s != nullptr; s = s->next) {
            word_.fetch_add(woken, seq_cst);  // [W1] as in claim()
        }
    }
    refresh();
    while (all != nullptr) wake_up(std::exchange(all, all->next));  // it may be gone once woken
}

}  // namespace wend::inline v0::detail
