#include <wend/exec/context.hpp>
#include <wend/exec/roster.hpp>

#include <wend/core/assert.hpp>

#include <new>

namespace wend::inline v0 {
namespace {

void link(roster_node& ring, roster_node& node) noexcept {
    node.prev = ring.prev;
    node.next = &ring;
    ring.prev->next = &node;
    ring.prev = &node;
}

void unlink(roster_node& node) noexcept {
    node.prev->next = node.next;
    node.next->prev = node.prev;
}

/// Workers spread over the shards by index, so that a spawn seldom meets another's lock.
unsigned shard_of(const context* here, unsigned shards) noexcept {
    return here == nullptr || here->worker() < 0
               ? 0
               : 1 + static_cast<unsigned>(here->worker()) % (shards - 1);
}

}  // namespace

roster::roster(void (*emptied)(void*) noexcept, void* target) noexcept
    : emptied_{emptied}, target_{target} {
    for (shard& s : shards_) {
        s.list.prev = s.list.next = &s.list;
        s.stopped.prev = s.stopped.next = &s.stopped;
    }
}

roster::~roster() {
    WEND_ASSERT(empty(),
                "an executor was destroyed before the tasks that were spawned on it had ended");
}

bool roster::add(roster_node& node, bool inside, const context* here) noexcept {
    node.shard = shard_of(here, shards);
    shard& s = shards_[node.shard];
    bool born_stopped = false;
    {
        detail::lock_guard guard{s.lock};
        if (!inside && closed_.load(detail::relaxed)) return false;         // [R2] by the lock
        s.added.store(s.added.load(detail::relaxed) + 1, detail::release);  // under the lock; [R1]
        // relaxed: under the lock; or request_stop() finds the node in the list
        born_stopped = stopping_.load(detail::relaxed);
        link(born_stopped ? s.stopped : s.list, node);
    }
    if (born_stopped) node.ask->request_stop(node);
    return true;
}

void roster::remove(roster_node& node) noexcept {
    shard& s = shards_[node.shard];
    {
        detail::lock_guard guard{s.lock};
        unlink(node);
        s.removed.store(s.removed.load(detail::relaxed) + 1, detail::release);  // likewise; [R1]
    }
    if (watchers_.load(detail::relaxed) != 0) report_if_empty(s);  // [R2] by the lock
}

void roster::report_if_empty(shard& s) noexcept {
    s.removed.fetch_add(0, detail::seq_cst);  // [R3]
    if (!empty()) return;
    if (emptied_ != nullptr) emptied_(target_);
    if (const auto observer = observer_.load(detail::acquire)) {  // [R2] pairs with observe()
        observer(observed_for_.load(detail::relaxed));            // written before the observer was
    }
}

/// Who held a shard's lock before is seen by the caller; who takes it after sees the flag that the
/// caller has stored.
void roster::pass_through_locks() noexcept {
    for (shard& s : shards_) {
        detail::lock_guard guard{s.lock};
        static_cast<void>(s.removed.load(detail::seq_cst));  // [R3]
    }
}

void roster::close() noexcept {
    closed_.store(true, detail::release);  // [R2]
    pass_through_locks();
}

void roster::watch() noexcept {
    watchers_.fetch_add(1, detail::relaxed);  // [R2] by the locks
    pass_through_locks();
}

void roster::observe(void (*observer)(void*) noexcept, void* target) noexcept {
    if (observer != nullptr) observed_for_.store(target, detail::relaxed);  // before the observer
    const bool observed = observer_.exchange(observer, detail::acq_rel) != nullptr;  // [R2]
    if (observer != nullptr && !observed) watch();
    if (observer == nullptr && observed) unwatch();
}

void roster::request_stop() noexcept {
    stopping_.store(true,
                    detail::relaxed);  // by the locks: nodes added from now on are asked by add()
    for (shard& s : shards_) stop_shard(s);
}

void roster::stop_shard(shard& s) noexcept {
    s.lock.lock();
    while (s.list.next != &s.list) {
        roster_node& node = *s.list.next;
        unlink(node);
        link(s.stopped, node);
        node.ask->retain(node);
        s.lock.unlock();  // asking wakes waiters, whose executors may run them: not under our lock
        node.ask->request_stop(node);
        node.ask->release(node);
        s.lock.lock();
    }
    s.lock.unlock();
}

/// All removals are read before any addition. Every counter only grows and removed <= added at each
/// moment, so equal sums mean that between the two rounds nothing was live.
std::uint64_t roster::live() const noexcept {
    const std::uint64_t before = removed();
    return added() - before;
}

bool roster::all_empty(std::initializer_list<const roster*> rosters) noexcept {
    std::uint64_t removed = 0, added = 0;
    for (const roster* r : rosters) removed += r->removed();
    for (const roster* r : rosters) added += r->added();
    return removed == added;
}

std::uint64_t roster::removed() const noexcept {
    std::uint64_t sum = 0;
    for (const shard& s : shards_) sum += s.removed.load(detail::seq_cst);  // [R1] [R3]
    return sum;
}

std::uint64_t roster::added() const noexcept {
    std::uint64_t sum = 0;
    for (const shard& s : shards_) sum += s.added.load(detail::seq_cst);  // [R1] [R3]
    return sum;
}

namespace detail {

roster& common_roster() noexcept {
    alignas(roster) static unsigned char storage[sizeof(roster)];
    static roster* const never_destroyed = ::new (storage) roster();
    return *never_destroyed;
}

}  // namespace detail
}  // namespace wend::inline v0
