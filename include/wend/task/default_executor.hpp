#pragma once
#include <wend/exec/executor.hpp>

namespace wend::inline v0 {

/// Where `spawn` without an executor puts tasks: the pool of the runtime that was started last and
/// still runs. Refers to nothing when there is none. Any thread.
executor_ref default_executor() noexcept;
/// That runtime's executor for code that blocks.
executor_ref default_blocking_executor() noexcept;

namespace detail {

/// One runtime's entry; linked while the runtime runs.
class default_executor_entry {
public:
    default_executor_entry(executor_ref pool, executor_ref blocking) noexcept;
    default_executor_entry(const default_executor_entry&) = delete;
    default_executor_entry& operator=(const default_executor_entry&) = delete;
    ~default_executor_entry();

    executor_ref pool() const noexcept { return pool_; }
    executor_ref blocking() const noexcept { return blocking_; }
    default_executor_entry* below = nullptr;

private:
    executor_ref pool_, blocking_;
};

}  // namespace detail
}  // namespace wend::inline v0
