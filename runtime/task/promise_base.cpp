#include <wend/task/detail/promise_base.hpp>

#include <wend/task/detail/foreign.hpp>
#include <wend/task/detail/task_state.hpp>
#include <wend/task/spawn.hpp>

#include <utility>

namespace wend::inline v0::detail {
namespace {

/// Closes what a destroyed coroutine left behind, as a task of its own: the root scope of its home
/// adopts it.
task<void> close_orphans(exit_stage* stage) { co_await close_stage(stage); }

}  // namespace

void promise_base::run_item(work_item& item, context& here) noexcept {
    auto& p = static_cast<promise_base&>(item);
    p.ctx = &here;
    here.drive(p.self(), p.state() == nullptr ? nullptr : p.state()->identity());
}

void promise_base::leave_exits() noexcept {
    if (!keeps_stage) return;
    exit_stage* const left_behind = std::exchange(exits, nullptr);
    if (left_behind->empty() || !home()) {
        delete left_behind;
        return;
    }
    try {
        spawn(home(), close_orphans(left_behind), spawn_options{.name = "orphan"}).detach();
    } catch (...) {  // the executor takes no tasks any more: the resources are freed without an
                     // awaited close
        report_unhandled("orphan", std::current_exception());
        delete left_behind;
    }
}

homecoming make_homecoming() { co_return; }

void suppress(promise_base& p, std::exception_ptr error) noexcept {
    if (is_cancellation(error)) return;  // is no error
    if (p.state() != nullptr) {
        p.state()->suppress(std::move(error));
    } else {
        report_unhandled("None", error);
    }
}

}  // namespace wend::inline v0::detail
