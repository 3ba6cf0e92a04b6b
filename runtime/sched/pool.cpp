#include <wend/sched/pool.hpp>

#include "../core/membarrier.hpp"
#include "../core/ticks.hpp"
#include "core.hpp"
#include "crew.hpp"
#include "pool_name.hpp"
#include "topology.hpp"

#include <wend/core/assert.hpp>
#include <wend/core/errors.hpp>
#include <wend/exec/identity.hpp>

#include <algorithm>
#include <climits>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>

namespace wend::inline v0 {
namespace detail {

pool_core::pool_core(executor_ref self, unsigned count, queue_sharing sharing)
    : here{self},
      how{sharing == queue_sharing::when_hungry && heavy_barrier_works()
              ? deque::mode::private_first
              : deque::mode::all_public},
      sleepers{count} {
    workers.reserve(count);
    for (unsigned i = 0; i < count; ++i) workers.push_back(std::make_unique<worker>(*this, i));
}

bool pool_core::work_visible() const noexcept {
    if (!outside.looks_empty()) return true;
    for (const auto& w : workers) {
        if (!w->looks_empty()) return true;
    }
    return false;
}

namespace {
constexpr std::int64_t shortest_pause = 50'000, longest_pause = 1'000'000;  // ns
constexpr lane::index a_burst = 16;  // so many items are worth a wake-up whatever was before
}  // namespace

bool pool_core::offer(lane::index queued) noexcept {
    // Without a sentinel nobody would look again later. relaxed: a heuristic
    if (queued < a_burst && sleepers.has_sentinel() && now_ns() < quiet_until.load(relaxed))
        return false;
    wake_one();
    return true;
}

void pool_core::woken_in_vain() noexcept {
    const std::int64_t next =
        std::clamp(2 * pause.load(relaxed), shortest_pause, longest_pause);  // a heuristic
    pause.store(next, relaxed);
    quiet_until.store(now_ns() + next, relaxed);
}

/// While all workers are parked their own queues are empty, since each looked before it parked, and
/// nothing runs or is taken from the injector. That held from the first look at the word to the
/// last. The moment asked for is the one when the roster was empty: the injector, empty later, was
/// so then, too.
bool pool_core::quiet() const noexcept {
    const std::uint64_t before = sleepers.snapshot();
    return sleepers.all_parked(before) && tasks.empty() && outside.looks_empty() &&
           sleepers.snapshot() == before;
}

namespace {

unsigned checked_workers(const pool_options& options) {
    if (!options.workers) return workers_for(cgroup_cpus(), affinity_cpus());
    if (*options.workers == 0) {
        throw std::invalid_argument(
            "wend: pool_options::workers is 0: a pool has at least 1, or leave it out");
    }
    if (*options.workers > most_workers) {
        throw std::system_error{std::make_error_code(std::errc::resource_unavailable_try_again),
                                "wend: a pool of " + std::to_string(*options.workers) +
                                    " workers: at most " + std::to_string(most_workers) +
                                    " are possible"};
    }
    return *options.workers;
}

std::size_t checked_stack(const pool_options& options) {
    const auto least = static_cast<std::size_t>(PTHREAD_STACK_MIN);
    if (options.stack_bytes != 0 && options.stack_bytes < least) {
        throw std::invalid_argument("wend: pool_options::stack_bytes is " +
                                    std::to_string(options.stack_bytes) +
                                    ": a thread needs at least " + std::to_string(least));
    }
    return options.stack_bytes;
}

}  // namespace
}  // namespace detail

/// Edges  [W6] the joining thread's `phase` → stop(), drain() elsewhere: all that the workers did.
struct pool::impl {
    impl(pool& self, const pool_options& options)
        : name{options.name},
          given{options},
          core{executor_ref{self}, detail::checked_workers(options), options.sharing} {
        const auto count = static_cast<unsigned>(core.workers.size());
        threads.start(
            count, detail::checked_stack(options),
            [](void* i, unsigned index) noexcept { static_cast<impl*>(i)->work(index); }, this);
    }

    void work(unsigned index) noexcept;
    detail::worker* worker_of(context* from) const noexcept;
    void inject(work_item& item) noexcept;
    void wait_until_quiet() noexcept;
    void end_threads() noexcept;

    enum class phase : std::uint32_t { open, ending, joined };

    const detail::pool_name name;
    const pool_options given;  ///< its name may dangle: `name` is ours
    detail::pool_core core;
    detail::atomic<phase> now{phase::open};
    detail::crew threads;
};

void pool::impl::work(unsigned index) noexcept {
    detail::worker& self = *core.workers[index];
    set_thread_name(name.of_worker(index));
    if (given.on_thread_start != nullptr) given.on_thread_start(index, given.user);
    {
        context here{core.here, &self, static_cast<int>(index), &self};
        self.run(here);
    }
    if (given.on_thread_stop != nullptr) given.on_thread_stop(index, given.user);
}

/// The worker that `from`, or one of the contexts around it, belongs to; null off this pool.
/// Contexts of a thread nest, so any of them says which worker the thread is.
detail::worker* pool::impl::worker_of(context* from) const noexcept {
    for (; from != nullptr; from = from->outer()) {
        if (from->here() == core.here) return static_cast<detail::worker*>(from->local());
    }
    return nullptr;
}

void pool::impl::inject(work_item& item) noexcept {
    // The sleeper is chosen under the injector's lock and woken after it: see [W2] in idle.hpp why
    // the pool is still there.
    detail::sleeper* const chosen = core.outside.push(item, [this]() noexcept {
        WEND_ASSERT(now.load(detail::relaxed) != phase::joined,  // best effort
                    "an item was submitted to a pool that has been stopped");
        return core.sleepers.wake_for_push();
    });
    detail::idle::wake_up(chosen);
}

void pool::impl::wait_until_quiet() noexcept {
    core.tasks.watch();
    while (true) {
        const std::uint32_t ticket = core.quieter.ticket();     // [W4] before the looks
        if (now.load(detail::acquire) == phase::joined) break;  // [W6]
        if (core.quiet()) break;
        core.quieter.wait(ticket);
    }
    core.tasks.unwatch();
}

void pool::impl::end_threads() noexcept {
    auto expected = phase::open;
    if (!now.compare_exchange_strong(expected, phase::ending, detail::acq_rel)) {  // one of us
        while (true) {
            const std::uint32_t ticket = core.quieter.ticket();
            if (now.load(detail::acquire) == phase::joined) return;  // [W6]
            core.quieter.wait(ticket);
        }
    }
    core.sleepers.end();
    threads.join();
    WEND_ASSERT(!core.work_visible(),
                "an item was submitted to a pool from outside while the pool was being stopped");
    now.store(phase::joined, detail::release);  // [W6]
    core.quieter.wake_all();
}

pool::pool(const pool_options& options) : impl_{new impl{*this, options}} {}

pool::~pool() {
    WEND_ASSERT(impl_->worker_of(current_context()) == nullptr,
                "a pool was destroyed on one of its own workers");
    stop();
    delete impl_;
}

void pool::submit(work_item& item) noexcept {
    if (detail::worker* self = impl_->worker_of(current_context())) {
        self->push(item);
    } else {
        impl_->inject(item);
    }
}

void pool::submit(work_item& item, context& from) noexcept {
    if (detail::worker* self = impl_->worker_of(&from)) {
        self->push(item);
    } else {
        impl_->inject(item);
    }
}

void pool::submit_back(work_item& item, context& from) noexcept {
    if (detail::worker* self = impl_->worker_of(&from)) {
        self->push_back(item);
    } else {
        impl_->inject(item);
    }
}

bool pool::running_here() const noexcept {
    const context* here = current_context();
    return here != nullptr && here->here().target() == this;
}

std::string_view pool::name() const noexcept { return impl_->name.view(); }
roster& pool::tasks() noexcept { return impl_->core.tasks; }

unsigned pool::workers() const noexcept {
    return static_cast<unsigned>(impl_->core.workers.size());
}

pool_stats pool::stats() const noexcept {
    pool_stats sum;
    for (const auto& w : impl_->core.workers) sum += w->stats();
    return sum;
}

pool_stats pool::stats(unsigned worker) const noexcept {
    WEND_ASSERT(worker < workers(), "pool::stats: there is no such worker");
    return impl_->core.workers[worker]->stats();
}

void pool::drain() {
    if (current_context() != nullptr) throw blocking_on_worker{};
    impl_->wait_until_quiet();
}

void pool::stop() noexcept {
    impl_->core.tasks.close();
    impl_->core.tasks.request_stop();
    if (impl_->worker_of(current_context()) != nullptr) return;
    impl_->wait_until_quiet();
    impl_->end_threads();
}

}  // namespace wend::inline v0
