#include <wend/task/default_executor.hpp>

#include <wend/core/lock.hpp>

namespace wend::inline v0 {
namespace {

constinit detail::small_lock lock;
constinit detail::default_executor_entry* newest = nullptr;

}  // namespace

executor_ref default_executor() noexcept {
    detail::lock_guard guard{lock};
    return newest == nullptr ? executor_ref{} : newest->pool();
}

executor_ref default_blocking_executor() noexcept {
    detail::lock_guard guard{lock};
    return newest == nullptr ? executor_ref{} : newest->blocking();
}

detail::default_executor_entry::default_executor_entry(executor_ref pool,
                                                       executor_ref blocking) noexcept
    : pool_{pool}, blocking_{blocking} {
    lock_guard guard{lock};
    below = newest;
    newest = this;
}

detail::default_executor_entry::~default_executor_entry() {
    lock_guard guard{lock};
    default_executor_entry** link = &newest;
    while (*link != this) link = &(*link)->below;
    *link = below;
}

}  // namespace wend::inline v0
