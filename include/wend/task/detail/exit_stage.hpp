#pragma once
#include <wend/task/detail/promise_base.hpp>

namespace wend::inline v0 {
template <class T>
class task;
}

namespace wend::inline v0::detail {

/// One close that is awaited when a scope is left or a body ends. Allocated before it is needed, so
/// that unwinding allocates no node.
class exit_node : public frame_allocated {
public:
    exit_node() = default;
    exit_node(const exit_node&) = delete;
    exit_node& operator=(const exit_node&) = delete;
    virtual ~exit_node() = default;
    /// The close itself; it may fail.
    virtual task<void> close() = 0;

    exit_node* next = nullptr;
};

/// The closes that a coroutine still has to await, since co_await is illegal in destructors and
/// handlers.
///
/// `left` scopes that were left, innermost first: awaited before the coroutine's next co_await or
/// co_yield, at the latest before its awaiter resumes. `records` on_close resources, last
/// registered first: awaited when the body has ended in any way. Cleanup runs shielded: it sees no
/// stop request. The first failure of a close is kept in `error`.
/// Threads  whoever runs the coroutine.
class exit_stage : public end_sink, public frame_allocated {
public:
    exit_stage() noexcept : end_sink{&closed} {}
    exit_stage(const exit_stage&) = delete;
    exit_stage& operator=(const exit_stage&) = delete;
    ~exit_stage();

    void add_left(exit_node& node) noexcept;
    void add_record(exit_node& node) noexcept {
        node.next = records;
        records = &node;
    }
    bool pending() const noexcept { return left != nullptr; }
    bool empty() const noexcept { return left == nullptr && records == nullptr; }

    /// Starts to await what is left (and with `all` the records, too) on behalf of `p`, which is
    /// suspended. `then` is called with `argument` when that is done, at p's home, and returns what
    /// to continue with.
    using then_fn = std::coroutine_handle<> (*)(void* argument, promise_base& p) noexcept;
    std::coroutine_handle<> run(promise_base& p, bool all, then_fn then, void* argument) noexcept;

    exit_node* left = nullptr;
    exit_node* records = nullptr;
    std::exception_ptr error;
    environment own;  ///< of the coroutine, once it has one of its own

private:
    static std::coroutine_handle<> closed(end_sink& self, promise_base& runner) noexcept;

    std::coroutine_handle<>
        runner_;  ///< the coroutine that awaits the closes; kept until the next run
    promise_base* for_ = nullptr;
    environment shielded_;
    then_fn then_ = nullptr;
    void* argument_ = nullptr;
};

/// Awaits everything in `stage` and frees it; the first failure is thrown. Null is allowed.
task<void> close_stage(exit_stage* stage);

}  // namespace wend::inline v0::detail
