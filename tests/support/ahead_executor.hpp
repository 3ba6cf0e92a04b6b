#pragma once
#include <wend/core/intrusive.hpp>
#include <wend/exec/context.hpp>
#include <wend/exec/executor.hpp>

#include <atomic>
#include <string_view>
#include <thread>

namespace wend::test {

/// An executor that is always faster than who submits: an item has been run, on a thread of its own,
/// when submit() returns. So whatever an await_suspend touches after it has handed its frame over is
/// a frame that went on, or is gone: AddressSanitizer and ThreadSanitizer see it every time, not once
/// in a million.
///
/// Threads   submit(): any, one at a time gets through; from its own thread the item is queued.
/// Lifetime  outlives its tasks: the destructor waits for nothing but its thread.
class ahead_executor {
public:
    ahead_executor() : thread_{[this] { serve(); }} {}
    ahead_executor(const ahead_executor&) = delete;
    ~ahead_executor() {
        ending_.store(true);
        thread_.join();
    }

    void submit(work_item& item) noexcept {
        if (std::this_thread::get_id() == thread_.get_id()) {
            own_.push(item);
            return;
        }
        while (taken_.exchange(true)) std::this_thread::yield();
        offered_.store(&item);
        while (offered_.load() != nullptr) std::this_thread::yield();
        taken_.store(false);
    }
    bool running_here() const noexcept {
        const context* here = current_context();
        return here != nullptr && here->here().target() == this;
    }
    std::string_view name() const noexcept { return "ahead"; }

private:
    void serve() noexcept {
        context here{*this};
        while (!ending_.load()) {
            if (work_item* item = offered_.load()) {
                item->run(*item, here);
                while (work_item* next = own_.pop()) next->run(*next, here);
                offered_.store(nullptr);
            } else {
                std::this_thread::yield();
            }
        }
    }

    std::atomic<work_item*> offered_{nullptr};
    std::atomic<bool> taken_{false}, ending_{false};
    detail::intrusive_queue<work_item> own_;
    std::thread thread_;
};

}  // namespace wend::test
