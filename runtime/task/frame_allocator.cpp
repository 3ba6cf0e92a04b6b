#include <wend/task/frame_allocator.hpp>

#include <wend/core/assert.hpp>
#include <wend/core/atomic.hpp>
#include <wend/core/config.hpp>
#include <wend/core/lock.hpp>
#include <wend/core/padded.hpp>

#include <pthread.h>
#include <new>
#include <utility>

/// Magazines and depot (Bonwick and Adams, "Magazines and Vmem", 2001): each thread keeps up to
/// `kept` blocks of a class; what is more goes to a depot in batches, what is missing comes from
/// there. So a block freed by another thread than the one that made it finds its way back, and no
/// thread hoards.
///
/// Edges  [A1] a cache given back → the thread that adopts it: its counters.
///        [A2] a cache pushed → who walks the list: the cache.
namespace wend::inline v0::detail {
namespace {

constexpr unsigned batch = 32, kept = 2 * batch;  // blocks of one class per thread
constexpr unsigned depot_batches = 256;           // per class; more go back to operator delete

struct block {
    block* next;        ///< in a batch
    block* next_batch;  ///< in the depot, of a batch's first block
};

/// A block that waits to be used again.
void poison(void* memory, std::size_t bytes) noexcept {
    WEND_POISON(memory, bytes);
    static_cast<void>(bytes);
}
void unpoison(void* memory, std::size_t bytes) noexcept {
    WEND_UNPOISON(memory, bytes);
    static_cast<void>(bytes);
}

constexpr std::size_t class_bytes(std::size_t index) noexcept {
    return (index + 1) * frame_granule;
}

class alignas(cache_line) depot {
public:
    /// A batch of `batch` blocks, or null.
    block* take() noexcept {
        lock_guard guard{lock_};
        if (batches_ == nullptr) return nullptr;
        --count_;
        return std::exchange(batches_, batches_->next_batch);
    }
    /// False: the depot is full, the batch is still the caller's.
    bool give(block* first) noexcept {
        lock_guard guard{lock_};
        if (count_ == depot_batches) return false;
        ++count_;
        first->next_batch = std::exchange(batches_, first);
        return true;
    }

    std::int64_t blocks() noexcept {
        lock_guard guard{lock_};
        return std::int64_t{count_} * batch;
    }

private:
    small_lock lock_;
    block* batches_ = nullptr;
    unsigned count_ = 0;
};

constinit depot depots[frame_classes];

/// Per class a stack of blocks, the one freed last on top. An array, so that taking one doesn't
/// wait for the memory of the block.
struct cache {
    atomic<std::uint32_t> count[frame_classes]{};  ///< its thread writes, live_frames() reads
    void* blocks[frame_classes][kept];
    atomic<std::int64_t> owned{0};  ///< blocks got from operator new less those given back
    atomic<bool> taken{true};
    cache* next = nullptr;  ///< of all caches ever made
};

constinit atomic<cache*> caches{nullptr};

/// The second of the library's two thread_locals. Everything that touches it is in this file and
/// out of line.
constinit thread_local cache* mine = nullptr;

void* from_system(cache& c, std::size_t bytes) {
    void* const memory = ::operator new(bytes);
    add_single_writer(c.owned, std::int64_t{1});
    return memory;
}
void to_system(cache& c, void* memory) noexcept {
    add_single_writer(c.owned, std::int64_t{-1});
    ::operator delete(memory);
}

/// Gives the older half of a full magazine away.
void release_batch(cache& c, std::size_t index) noexcept {
    auto& count = c.count[index];
    auto& blocks = c.blocks[index];
    block* first = nullptr;
    for (unsigned i = 0; i < batch; ++i) {
        auto* const b = static_cast<block*>(blocks[i]);
        unpoison(b, sizeof(block));  // for the links
        b->next = first;
        first = b;
        blocks[i] = blocks[i + batch];
    }
    count.store(batch, relaxed);  // a statistic to others
    if (depots[index].give(first)) return;
    while (first != nullptr) {
        block* const gone = std::exchange(first, first->next);
        unpoison(gone, class_bytes(index));
        to_system(c, gone);
    }
}

/// Gives everything back when the thread ends. Destructors of thread_locals have run by then.
void empty_cache(void* ending) noexcept {
    auto& c = *static_cast<cache*>(ending);
    for (std::size_t index = 0; index < frame_classes; ++index) {
        auto& count = c.count[index];
        auto& blocks = c.blocks[index];
        for (unsigned i = count.load(relaxed); i != 0; --i) {  // our own
            unpoison(blocks[i - 1], class_bytes(index));
            to_system(c, blocks[i - 1]);
        }
        count.store(0, relaxed);  // a statistic to others
    }
    mine = nullptr;
    c.taken.store(false, release);  // [A1] pairs with adopt()
}

pthread_key_t key() noexcept {
    static const pthread_key_t made = [] {
        pthread_key_t k{};
        WEND_ASSERT(pthread_key_create(&k, empty_cache) == 0,
                    "no key for thread-specific data left");
        return k;
    }();
    return made;
}

/// A cache left by a thread that has ended, or a new one. Caches stay linked, so that they can be
/// summed.
cache& adopt() {
    for (cache* c = caches.load(acquire); c != nullptr;
         c = c->next) {  // [A2] pairs with the push below
        bool taken = false;
        if (c->taken.compare_exchange_strong(taken, true, acquire, relaxed))
            return *c;  // [A1] pairs with empty_cache()
    }
    auto* fresh = new cache;
    fresh->next = caches.load(relaxed);  // checked by the exchange
    while (!caches.compare_exchange_weak(fresh->next, fresh, release, relaxed)) {
    }  // [A2] pairs with acquire loads
    return *fresh;
}

cache& this_threads() {
    if (mine == nullptr) [[unlikely]] {
        mine = &adopt();
        pthread_setspecific(key(), mine);
    }
    return *mine;
}

WEND_NOINLINE void* fill(std::size_t index) {
    cache& c = this_threads();
    block* first = depots[index].take();
    if (first == nullptr) return from_system(c, class_bytes(index));
    void* const chosen = std::exchange(first, first->next);
    auto& count = c.count[index];
    auto& blocks = c.blocks[index];
    std::uint32_t n = 0;
    while (first != nullptr) {
        block* const b = std::exchange(first, first->next);
        poison(b, sizeof(block));  // the links: the rest still is
        blocks[n++] = b;
    }
    count.store(n, relaxed);  // a statistic to others
    unpoison(chosen, class_bytes(index));
    return chosen;
}

/// No room for the block, or the thread's first.
WEND_NOINLINE void free_slow(void* memory, std::size_t index) noexcept {
    cache& c = this_threads();
    if (c.count[index].load(relaxed) == kept) release_batch(c, index);  // our own
    auto& count = c.count[index];
    auto& blocks = c.blocks[index];
    const std::uint32_t n = count.load(relaxed);  // our own
    poison(memory, class_bytes(index));
    blocks[n] = memory;
    count.store(n + 1, relaxed);  // a statistic to others
}

}  // namespace

WEND_NOINLINE void* allocate_block(std::size_t index) {
    asm volatile("" ::: "memory");  // CH3: never taken for a pure function
    cache* const c = mine;
    if (c == nullptr) [[unlikely]]
        return fill(index);
    auto& count = c->count[index];
    auto& blocks = c->blocks[index];
    const std::uint32_t n = count.load(relaxed);  // our own
    if (n == 0) [[unlikely]]
        return fill(index);
    count.store(n - 1, relaxed);  // a statistic to others
    void* const memory = blocks[n - 1];
    unpoison(memory, class_bytes(index));
    return memory;
}

WEND_NOINLINE void free_block(void* memory, std::size_t index) noexcept {
    asm volatile("" ::: "memory");  // CH3, as above
    cache* const c = mine;
    if (c == nullptr) [[unlikely]]
        return free_slow(memory, index);
    auto& count = c->count[index];
    auto& blocks = c->blocks[index];
    const std::uint32_t n = count.load(relaxed);  // our own
    if (n == kept) [[unlikely]]
        return free_slow(memory, index);
    poison(memory, class_bytes(index));
    blocks[n] = memory;
    count.store(n + 1, relaxed);  // a statistic to others
}

WEND_NOINLINE void* allocate_large(std::size_t bytes) {
    asm volatile("" ::: "memory");  // CH3, as above
    return from_system(this_threads(), bytes);
}

WEND_NOINLINE void free_large(void* memory) noexcept {
    asm volatile("" ::: "memory");  // CH3, as above
    to_system(this_threads(), memory);
}

std::int64_t live_frames() noexcept {
    std::int64_t sum = 0;
    for (cache* c = caches.load(acquire); c != nullptr; c = c->next) {  // [A2]
        sum += c->owned.load(relaxed);                                  // a statistic
        for (auto& n : c->count) sum -= n.load(relaxed);                // likewise
    }
    for (depot& d : depots) sum -= d.blocks();
    return sum;
}

}  // namespace wend::inline v0::detail
