#include <wend/ext/tbb.hpp>

#include "../../core/parker.hpp"
#include "enqueue.hpp"

#include <wend/core/assert.hpp>
#include <wend/core/atomic.hpp>
#include <wend/core/lock.hpp>

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>

namespace wend::inline v0 {
namespace {

constexpr int most_concurrency = 16384;

int checked(int concurrency) {
    if (concurrency < 1 || concurrency > most_concurrency) {
        throw std::invalid_argument("wend: tbb_executor: a concurrency of " +
                                    std::to_string(concurrency) + ": it must be 1 to " +
                                    std::to_string(most_concurrency));
    }
    return concurrency;
}

}  // namespace

/// Invariant  in_flight counts the items that were submitted and whose run hasn't returned, and the
///            calls of submit() that haven't: oneTBB touches the arena after it has handed an item
///            over. The last touch of this object by either is its unlock of `lock`, so the
///            destructor, which takes the lock to look, may free it.
/// Edges      [T1] an item's end → the destructor: what the item did (by the lock).
///            [T2] submit → run: what the submitter did. oneTBB's hand-over orders it already, but
///            its library isn't built with ThreadSanitizer, and users need no suppressions.
struct tbb_executor::impl {
    impl(tbb_executor& self, tbb::task_arena* arena, int concurrency, std::string_view n)
        : here{self}, name{n} {
        if (arena != nullptr) {
            used = arena;
        } else {
            own.emplace(concurrency, 0U);
            used = &*own;
        }
        used->initialize();
    }

    void run(work_item& item) noexcept {
        handed_over.load(detail::acquire);  // [T2] pairs with submit()
        {
            context self{here};
            item.run(item, self);
        }
        left();
    }
    void left() noexcept {
        detail::lock_guard guard{lock};
        if (--in_flight == 0) quieter.wake_all();
    }  // gone from here, maybe
    bool idle() noexcept {
        detail::lock_guard guard{lock};
        return in_flight == 0;
    }

    executor_ref here;
    const std::string name;
    std::optional<tbb::task_arena> own;
    tbb::task_arena* used = nullptr;
    detail::small_lock lock;
    std::size_t in_flight = 0;                   ///< under the lock
    detail::atomic<std::size_t> handed_over{0};  ///< items ever; each run sees all before its own
    detail::gate quieter;
    roster tasks{[](void* g) noexcept { static_cast<detail::gate*>(g)->wake_all(); }, &quieter};
};

tbb_executor::tbb_executor(int concurrency, std::string_view name)
    : impl_{new impl{*this, nullptr, checked(concurrency), name}} {}

tbb_executor::tbb_executor(tbb::task_arena& arena, std::string_view name)
    : impl_{new impl{*this, &arena, 0, name}} {}

tbb_executor::~tbb_executor() {
    WEND_ASSERT(!running_here(), "a tbb_executor was destroyed on a thread of its arena");
    impl_->tasks.close();
    impl_->tasks.request_stop();
    impl_->tasks.watch();
    while (true) {
        const auto ticket = impl_->quieter.ticket();
        if (impl_->tasks.empty() && impl_->idle()) break;
        impl_->quieter.wait(ticket);
    }
    delete impl_;
}

void tbb_executor::submit(work_item& item) noexcept {
    {
        detail::lock_guard guard{impl_->lock};
        impl_->in_flight += 2;  // the item and this call
    }
    impl_->handed_over.fetch_add(1, detail::release);  // [T2] pairs with run()
    detail::enqueue(
        *impl_->used, [](void* i, work_item& w) noexcept { static_cast<impl*>(i)->run(w); }, impl_,
        item);
    impl_->left();
}

bool tbb_executor::running_here() const noexcept {
    const context* here = current_context();
    return here != nullptr && here->here().target() == this;
}

std::string_view tbb_executor::name() const noexcept { return impl_->name; }
roster& tbb_executor::tasks() noexcept { return impl_->tasks; }
tbb::task_arena& tbb_executor::arena() noexcept { return *impl_->used; }

}  // namespace wend::inline v0
