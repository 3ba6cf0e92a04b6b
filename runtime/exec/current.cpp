#include "thread_record.hpp"

#include <wend/core/assert.hpp>
#include <wend/exec/context.hpp>

#include <pthread.h>
#include <new>
#include <utility>

namespace wend::inline v0 {
namespace detail {

struct thread_record_access {
    static atomic<thread_record*>& head() noexcept {
        static atomic<thread_record*> list{nullptr};
        return list;
    }

    static thread_record* adopt_or_make() noexcept {
        for (thread_record* r = head().load(acquire); r != nullptr;
             r = r->next) {  // [I3] pairs with the push below
            bool taken = false;
            if (r->taken_.compare_exchange_strong(taken, true, acquire, relaxed))
                return r;  // [I4] pairs with give_back()
        }
        auto* fresh = new (std::nothrow) thread_record;
        WEND_ASSERT(fresh != nullptr, "no memory for a thread's record");
        fresh->next = head().load(relaxed);  // checked by the exchange
        while (!head().compare_exchange_weak(fresh->next, fresh, release, relaxed)) {
        }  // [I3] pairs with acquire loads
        return fresh;
    }

    static void give_back(void* record) noexcept {
        auto* r = static_cast<thread_record*>(record);
        r->name.clear();
        r->named = false;
        r->taken_.store(false, release);  // [I4] pairs with adopt_or_make()
    }
};

namespace {

/// The one thread_local of the library beside the frame allocator's. Trivial, so that it can still
/// be asked from the destructors of other thread_locals; the key below gives the record back after
/// those have run.
constinit thread_local thread_record* slot = nullptr;

pthread_key_t key() noexcept {
    static const pthread_key_t made = [] {
        pthread_key_t k{};
        const int failed = pthread_key_create(&k, [](void* record) {
            slot = nullptr;
            thread_record_access::give_back(record);
        });
        WEND_ASSERT(failed == 0, "no key for thread-specific data left");
        return k;
    }();
    return made;
}

}  // namespace

WEND_NOINLINE thread_record& thread_record::mine() noexcept {
    asm volatile(
        "" ::
            : "memory");  // CH3: the call before a co_await must not stand for the call after it
    if (slot == nullptr) [[unlikely]] {
        slot = thread_record_access::adopt_or_make();
        slot->given_name.store(0, relaxed);  // a former thread's
        pthread_setspecific(key(), slot);
    }
    return *slot;
}

thread_record* thread_record::all() noexcept {
    return thread_record_access::head().load(acquire);
}  // [I3]

}  // namespace detail

WEND_NOINLINE context* current_context() noexcept { return detail::thread_record::mine().current; }

context::context(executor_ref here, void* local, int worker, detail::lane* lane) noexcept
    : here_{here},
      local_{local},
      lane_{lane},
      worker_{worker},
      thread_{&detail::thread_record::mine()},
      running_{&thread_->running},
      outer_{thread_->current} {
    thread_->current = this;
}

context::~context() { thread_->current = outer_; }

void context::drive(std::coroutine_handle<> first, detail::task_identity* identity) noexcept {
    // A nested drive (a frame that runs items while it is being destroyed, say) has a nest of its
    // own.
    const auto outer_base =
        std::exchange(stack_base_, reinterpret_cast<std::size_t>(__builtin_frame_address(0)));
    const auto outer_parked = std::exchange(parked_, nullptr);
    const auto outer_finished = std::exchange(finished_, nullptr);
    detail::running_as as_task{*this, identity};

    for (std::coroutine_handle<> next = first; next; next = std::exchange(parked_, nullptr)) {
        next.resume();
        if (finished_ != nullptr) [[unlikely]] {
            detail::finisher& last = *std::exchange(finished_, nullptr);
            last.finish(last, *this);
        }
    }

    stack_base_ = outer_base;
    parked_ = outer_parked;
    finished_ = outer_finished;
}

void context::finish(detail::finisher& last, detail::task_identity* identity) noexcept {
    detail::running_as as_task{*this, identity};
    last.finish(last, *this);
}

}  // namespace wend::inline v0
