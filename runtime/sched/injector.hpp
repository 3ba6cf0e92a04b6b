#pragma once
#include <wend/core/atomic.hpp>
#include <wend/core/intrusive.hpp>
#include <wend/core/lock.hpp>
#include <wend/core/padded.hpp>
#include <wend/exec/work.hpp>

#include <cstddef>

namespace wend::inline v0::detail {

/// Where items from outside the pool wait: first in, first out. Needs no memory, so it can't be
/// full.
///
/// Threads   any.
/// Edges     [Q1] push → pop: by the lock.
///           [W1] push stores size_ seq_cst before `then` looks at the idle word; a worker that
///           goes to sleep changes the idle word before it loads size_ (runtime/sched/idle.hpp).
class injector {
public:
    /// Adds the item and calls `then()`, under the lock. The lock is what keeps the pool alive
    /// meanwhile: a worker has to take it before it can run the item, and once it has run the pool
    /// may be destroyed by whoever waited for that.
    template <class Then>
    auto push(work_item& item, Then then) noexcept {
        lock_guard guard{lock_};
        items_.push(item);
        size_.store(items_.size(), seq_cst);  // [W1] pairs with looks_empty()
        return then();
    }

    /// The oldest item, null if there is none.
    work_item* pop() noexcept {
        if (size_.load(relaxed) == 0) return nullptr;  // a hint: who must not miss one re-checks
        lock_guard guard{lock_};
        work_item* item = items_.pop();
        size_.store(items_.size(), relaxed);  // only fewer: nobody waits for that
        return item;
    }

    bool looks_empty() const noexcept {
        return size_.load(seq_cst) == 0;
    }  // [W1] pairs with push()

private:
    alignas(cache_line) small_lock lock_;
    intrusive_queue<work_item> items_;
    alignas(cache_line) atomic<std::size_t> size_{0};
};

}  // namespace wend::inline v0::detail
