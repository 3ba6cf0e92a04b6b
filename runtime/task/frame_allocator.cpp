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

constexpr std::size_t granule = 64, classes = 32;  // 64, 128, … 2048 bytes
constexpr unsigned batch = 32, kept = 2 * batch;   // blocks of one class per thread
constexpr unsigned depot_batches = 256;            // per class; more go back to operator delete

struct block {
    block* next;        ///< in a list
    block* next_batch;  ///< in the depot, of a batch's first block
};

struct list {
    block* first = nullptr;
    unsigned count = 0;

    void push(block* b) noexcept {
        b->next = first;
        first = b;
        ++count;
    }
    block* pop() noexcept {
        --count;
        return std::exchange(first, first->next);
    }
};

/// A block on a list: all of it but the links.
void poison(block* b, std::size_t bytes) noexcept {
    WEND_POISON(b + 1, bytes - sizeof(block));
    static_cast<void>(bytes);
}
void unpoison(void* memory, std::size_t bytes) noexcept {
    WEND_UNPOISON(memory, bytes);
    static_cast<void>(bytes);
}

constexpr std::size_t class_of(std::size_t bytes) noexcept {
    return (bytes + granule - 1) / granule - 1;
}
constexpr std::size_t class_bytes(std::size_t index) noexcept { return (index + 1) * granule; }

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

private:
    small_lock lock_;
    block* batches_ = nullptr;
    unsigned count_ = 0;
};

constinit depot depots[classes];

struct cache {
    list lists[classes];
    atomic<std::int64_t> made{0};  ///< blocks handed out less blocks taken back by this thread
    atomic<bool> taken{true};
    cache* next = nullptr;  ///< of all caches ever made
};

constinit atomic<cache*> caches{nullptr};

/// The second of the library's two thread_locals. Everything that touches it is in this file and
/// out of line.
constinit thread_local cache* mine = nullptr;

void release_batch(cache& c, std::size_t index) noexcept {
    list& l = c.lists[index];
    block* const first = l.first;
    block* last = first;
    for (unsigned i = 1; i < batch; ++i) last = last->next;
    l.first = last->next;
    l.count -= batch;
    last->next = nullptr;
    if (depots[index].give(first)) return;
    for (block* b = first; b != nullptr;) {
        block* gone = std::exchange(b, b->next);
        unpoison(gone, class_bytes(index));
        ::operator delete(gone);
    }
}

/// Gives everything back when the thread ends. Destructors of thread_locals have run by then.
void empty_cache(void* ending) noexcept {
    auto& c = *static_cast<cache*>(ending);
    for (std::size_t index = 0; index < classes; ++index) {
        while (c.lists[index].count >= batch) release_batch(c, index);
        while (c.lists[index].count != 0) {
            block* gone = c.lists[index].pop();
            unpoison(gone, class_bytes(index));
            ::operator delete(gone);
        }
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

void* fill(cache& c, std::size_t index) {
    block* first = depots[index].take();
    if (first == nullptr) return ::operator new(class_bytes(index));
    c.lists[index].first = first->next;
    c.lists[index].count = batch - 1;
    return first;
}

}  // namespace

WEND_NOINLINE void* allocate_frame(std::size_t bytes) {
    asm volatile("" ::: "memory");  // CH3: never taken for a pure function
    cache& c = this_threads();
    const std::size_t index = class_of(bytes);
    void* memory = nullptr;
    if (index >= classes) [[unlikely]] {
        memory = ::operator new(bytes);
    } else if (c.lists[index].count != 0) {
        memory = c.lists[index].pop();
        unpoison(memory, class_bytes(index));
    } else {
        memory = fill(c, index);
        unpoison(memory, class_bytes(index));
    }
    add_single_writer(c.made, std::int64_t{1});
    return memory;
}

WEND_NOINLINE void free_frame(void* memory, std::size_t bytes) noexcept {
    asm volatile("" ::: "memory");  // CH3, as above
    cache& c = this_threads();
    add_single_writer(c.made, std::int64_t{-1});
    const std::size_t index = class_of(bytes);
    if (index >= classes) [[unlikely]]
        return ::operator delete(memory);
    auto* const freed = static_cast<block*>(memory);
    c.lists[index].push(freed);
    poison(freed, class_bytes(index));
    if (c.lists[index].count >= kept) [[unlikely]]
        release_batch(c, index);
}

std::int64_t live_frames() noexcept {
    std::int64_t sum = 0;
    for (cache* c = caches.load(acquire); c != nullptr; c = c->next)
        sum += c->made.load(relaxed);  // [A2]; a statistic
    return sum;
}

}  // namespace wend::inline v0::detail
