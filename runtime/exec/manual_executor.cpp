#include <wend/exec/manual_executor.hpp>

#include <wend/core/assert.hpp>
#include <wend/exec/context.hpp>

namespace wend::inline v0 {

manual_executor::manual_executor(std::string_view name) : name_{name} {}

manual_executor::~manual_executor() {
    tasks_.close();
    tasks_.request_stop();
    run_until_idle();
    WEND_ASSERT(
        tasks_.empty(),
        "a manual_executor was destroyed before the tasks that were spawned on it had ended");
}

void manual_executor::submit(work_item& item) noexcept {
    detail::lock_guard guard{lock_};
    items_.push(item);
    ++submitted_;
}

bool manual_executor::running_here() const noexcept {
    const context* here = current_context();
    return here != nullptr && here->here().target() == this;
}

bool manual_executor::step() noexcept {
    work_item* item = nullptr;
    {
        detail::lock_guard guard{lock_};
        WEND_ASSERT(
            !stepping_,
            "manual_executor::step: it is being stepped already, by another thread or from inside");
        item = items_.pop();
        if (item == nullptr) return false;
        stepping_ = true;
    }
    {
        context here{*this};
        item->run(*item, here);
    }
    detail::lock_guard guard{lock_};
    stepping_ = false;
    return true;
}

std::size_t manual_executor::run_until_idle() noexcept {
    std::size_t ran = 0;
    while (step()) ++ran;
    return ran;
}

std::size_t manual_executor::queued() const noexcept {
    detail::lock_guard guard{lock_};
    return items_.size();
}

std::size_t manual_executor::submitted() const noexcept {
    detail::lock_guard guard{lock_};
    return submitted_;
}

std::size_t run_until_idle(std::initializer_list<manual_executor*> executors) noexcept {
    std::size_t ran = 0, round = 0;
    do {
        round = 0;
        for (manual_executor* e : executors) round += e->run_until_idle();
        ran += round;
    } while (round != 0);
    return ran;
}

}  // namespace wend::inline v0
