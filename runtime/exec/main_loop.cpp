#include <wend/exec/main_loop.hpp>

#include "../core/parker.hpp"

#include <wend/core/assert.hpp>
#include <wend/core/intrusive.hpp>
#include <wend/core/lock.hpp>
#include <wend/exec/context.hpp>

#include <string>
#include <utility>

namespace wend::inline v0 {

/// Edges  [M1] submit → the loop runs the item: by the lock. A submit, quit or last removal is
///        followed by unpark(), whose token makes the loop look again, so none is missed.
struct main_loop::impl {
    explicit impl(std::string_view n) : name{n} {}

    std::string name;
    detail::small_lock lock;
    detail::intrusive_queue<work_item> items;
    bool quitting = false;
    detail::parker sleeper;
    roster tasks{[](void* self) noexcept { static_cast<impl*>(self)->sleeper.unpark(); }, this};

    work_item* pop() noexcept {
        detail::lock_guard guard{lock};
        return items.pop();
    }
    bool take_quit() noexcept {
        detail::lock_guard guard{lock};
        return std::exchange(quitting, false);
    }
};

main_loop::main_loop(std::string_view name) : impl_{new impl{name}} {}

main_loop::~main_loop() {
    impl_->tasks.close();
    impl_->tasks.request_stop();
    run_until_no_tasks();
    poll();
    delete impl_;
}

void main_loop::submit(work_item& item) noexcept {
    // Under the lock to the end: once the loop has run the item, it may be destroyed by whoever
    // waited for that.
    detail::lock_guard guard{impl_->lock};
    const bool first = impl_->items.empty();
    impl_->items.push(item);
    if (first) impl_->sleeper.unpark();
}

bool main_loop::running_here() const noexcept {
    const context* here = current_context();
    return here != nullptr && here->here().target() == this;
}

std::string_view main_loop::name() const noexcept { return impl_->name; }
roster& main_loop::tasks() noexcept { return impl_->tasks; }

void main_loop::run() noexcept {
    run_until([](void* self) noexcept { return static_cast<impl*>(self)->take_quit(); }, impl_);
}

void main_loop::run_until_no_tasks() noexcept {
    impl_->tasks.watch();
    run_until([](void* self) noexcept { return static_cast<impl*>(self)->tasks.empty(); }, impl_);
    impl_->tasks.unwatch();
}

void main_loop::run_until(bool (*done)(void*) noexcept, void* argument) noexcept {
    context here{*this};
    while (!done(argument)) {
        if (work_item* item = impl_->pop()) {
            item->run(*item, here);
        } else {
            impl_->sleeper.park();
        }
    }
}

void main_loop::wake() noexcept { impl_->sleeper.unpark(); }

std::size_t main_loop::poll() noexcept {
    context here{*this};
    std::size_t ran = 0;
    while (work_item* item = impl_->pop()) {
        item->run(*item, here);
        ++ran;
    }
    return ran;
}

void main_loop::quit() noexcept {
    detail::lock_guard guard{impl_->lock};
    impl_->quitting = true;
    impl_->sleeper.unpark();
}

}  // namespace wend::inline v0
