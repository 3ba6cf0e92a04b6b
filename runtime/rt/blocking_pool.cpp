#include <wend/rt/blocking_pool.hpp>

#include "../core/parker.hpp"

#include <wend/core/assert.hpp>
#include <wend/core/intrusive.hpp>
#include <wend/core/lock.hpp>
#include <wend/exec/context.hpp>
#include <wend/exec/identity.hpp>

#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace wend::inline v0 {
namespace {

constexpr std::int64_t idle_limit_ns = 10'000'000'000;

}  // namespace

/// Invariant  (lock) an item is queued only while a thread is awake that will look at the queue
///            under the lock before it sleeps or ends, or while all `max` threads are busy: so no
///            item waits for a thread that doesn't come.
/// Edges      [B1] submit → a thread runs the item: by the lock.
struct blocking_pool::impl {
    struct seat {
        std::thread thread;
        detail::parker sleeper;
        bool taken = false;
        bool asleep = false;
    };

    impl(blocking_pool& self, unsigned max) : here{self}, seats(max) {}

    void work(unsigned index) noexcept;
    /// Under the lock: the next item for the thread of `s`, which has none. Null: it must end.
    work_item* next(seat& s) noexcept;
    void start_thread() noexcept;
    void wake_everybody() noexcept;

    executor_ref here;
    detail::small_lock lock;
    detail::intrusive_queue<work_item> items;
    std::vector<seat> seats;
    unsigned alive = 0;
    unsigned idle = 0;
    bool stopping = false;
    detail::gate quieter;  ///< somebody ended, or a task left
    roster tasks{[](void* g) noexcept { static_cast<detail::gate*>(g)->wake_all(); }, &quieter};
};

blocking_pool::blocking_pool(const blocking_options& options)
    : impl_{options.max_threads >= 1 && options.max_threads <= 1024
                ? new impl{*this, options.max_threads}
                : throw std::invalid_argument("wend: blocking_options::max_threads is " +
                                              std::to_string(options.max_threads) +
                                              ": it must be 1 to 1024")} {}

blocking_pool::~blocking_pool() {
    stop();
    delete impl_;
}

void blocking_pool::stop() noexcept {
    impl_->tasks.close();
    impl_->tasks.request_stop();
    impl_->tasks.watch();
    while (true) {
        const std::uint32_t ticket = impl_->quieter.ticket();
        if (impl_->tasks.empty()) break;
        impl_->quieter.wait(ticket);
    }
    impl_->wake_everybody();
    for (auto& s : impl_->seats) {
        if (s.thread.joinable()) s.thread.join();
    }
    WEND_ASSERT(impl_->items.empty(),
                "an item was submitted to a blocking_pool that is being destroyed");
}

void blocking_pool::impl::wake_everybody() noexcept {
    detail::lock_guard guard{lock};
    stopping = true;
    for (auto& s : seats) {
        if (s.asleep) s.sleeper.unpark();
    }
}

void blocking_pool::submit(work_item& item) noexcept {
    detail::lock_guard guard{impl_->lock};
    impl_->items.push(item);
    if (impl_->idle != 0) {
        for (auto& s : impl_->seats) {
            if (!s.asleep) continue;
            s.asleep = false;
            --impl_->idle;
            s.sleeper.unpark();
            return;
        }
    }
    if (impl_->alive < impl_->seats.size()) impl_->start_thread();
}

void blocking_pool::impl::start_thread() noexcept {
    unsigned index = 0;
    while (seats[index].taken) ++index;
    seat& s = seats[index];
    if (s.thread.joinable()) s.thread.join();  // it has left for good: `taken` was its last word
    try {
        s.thread = std::thread([this, index]() noexcept { work(index); });
    } catch (const std::system_error&) {
        WEND_ASSERT(alive != 0, "the system refuses the first thread of the blocking pool");
        return;  // those that run take the item when they are free
    }
    s.taken = true;
    ++alive;
}

void blocking_pool::impl::work(unsigned index) noexcept {
    set_thread_name("blocking-" + std::to_string(index));
    context self{here};
    while (work_item* item = next(seats[index])) item->run(*item, self);
}

work_item* blocking_pool::impl::next(seat& s) noexcept {
    while (true) {
        {
            detail::lock_guard guard{lock};
            if (work_item* item = items.pop()) return item;
            if (stopping) {
                s.taken = false;
                --alive;
                return nullptr;
            }
            s.asleep = true;
            ++idle;
        }
        const bool woken = s.sleeper.park_for(idle_limit_ns);
        detail::lock_guard guard{lock};
        if (s.asleep) {  // nobody chose us: a time-out, or the end
            s.asleep = false;
            --idle;
            if (!woken && items.empty()) {
                s.taken = false;
                --alive;
                return nullptr;
            }
        } else if (!woken) {
            s.sleeper.park();  // chosen in the same moment: the token is on its way
        }
    }
}

bool blocking_pool::running_here() const noexcept {
    const context* here = current_context();
    return here != nullptr && here->here().target() == this;
}

roster& blocking_pool::tasks() noexcept { return impl_->tasks; }

unsigned blocking_pool::threads() const noexcept {
    detail::lock_guard guard{impl_->lock};
    return impl_->alive;
}

}  // namespace wend::inline v0
