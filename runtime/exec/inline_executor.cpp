#include <wend/exec/inline_executor.hpp>

#include <wend/core/intrusive.hpp>
#include <wend/exec/context.hpp>

namespace wend::inline v0 {
namespace {

using item_queue = detail::intrusive_queue<work_item>;

/// The innermost context of this thread that runs items of `e`, null if none. Its local data is the
/// queue.
context* running_context(const inline_executor* e) noexcept {
    context* c = current_context();
    while (c != nullptr && c->here().target() != e) c = c->outer();
    return c;
}

}  // namespace

void inline_executor::submit(work_item& item) noexcept {
    if (context* outermost = running_context(this)) {
        static_cast<item_queue*>(outermost->local())->push(item);
        return;
    }
    item_queue queue;
    context here{*this, &queue};
    queue.push(item);
    while (work_item* next = queue.pop()) next->run(*next, here);
}

bool inline_executor::running_here() const noexcept {
    const context* c = current_context();
    return c != nullptr && c->here().target() == this;
}

}  // namespace wend::inline v0
