#include "idle.hpp"

#include <algorithm>
#include <utility>

namespace wend::inline v0::detail {

bool idle::try_search() noexcept {
    const unsigned cap = std::max(1U, workers_ / 2);
    std::uint64_t seen = word_.load(relaxed);  // checked by the exchange
    while (searching(seen) < cap) {
        // [W1] from now on pushers rely on our stop_searching() or park()
        if (word_.compare_exchange_weak(seen, seen + one_searching, seq_cst, relaxed)) return true;
    }
    return false;
}

bool idle::stop_searching() noexcept {
    const std::uint64_t left = word_.fetch_sub(one_searching, seq_cst) - one_searching;  // [W1]
    return searching(left) == 0 && parked(left) != 0;
}

idle::now idle::park(sleeper& self, was before) noexcept {
    const std::uint64_t leaves = before == was::searching ? one_searching : 0;
    lock_guard guard{lock_};
    if (ended_) {
        word_.fetch_sub(leaves, seq_cst);  // [W1] nobody parks any more, so nobody is to be woken
        return now::ended;
    }
    self.next = sleepers_;
    sleepers_ = &self;
    const std::uint64_t change = one_parked - leaves;
    const std::uint64_t left = word_.fetch_add(change, seq_cst) + change;  // [W1] [W3]
    // Also after was::busy: the searchers that kept us from searching may have gone meanwhile.
    return searching(left) == 0 ? now::parked_unattended : now::parked;
}

bool idle::unpark_self(sleeper& self) noexcept {
    lock_guard guard{lock_};
    for (sleeper** link = &sleepers_; *link != nullptr; link = &(*link)->next) {
        if (*link != &self) continue;
        *link = self.next;
        word_.fetch_add(woken, seq_cst);  // [W1] a searcher again, as in try_search()
        return true;
    }
    return false;
}

sleeper* idle::claim() noexcept {
    lock_guard guard{lock_};
    std::uint64_t seen = word_.load(seq_cst);  // [W1] searchers may come and go without the lock
    do {
        if (searching(seen) != 0 || parked(seen) == 0) return nullptr;
    } while (!word_.compare_exchange_weak(seen, seen + woken, seq_cst, seq_cst));  // [W1]
    return std::exchange(sleepers_, sleepers_->next);
}

void idle::end() noexcept {
    sleeper* all = nullptr;
    {
        lock_guard guard{lock_};
        ended_ = true;
        all = std::exchange(sleepers_, nullptr);
        for (sleeper* s = all; s != nullptr; s = s->next) {
            word_.fetch_add(woken, seq_cst);  // [W1] as in claim()
        }
    }
    while (all != nullptr) wake(std::exchange(all, all->next));  // it may be gone once woken
}

}  // namespace wend::inline v0::detail
