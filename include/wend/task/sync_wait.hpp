#pragma once
#include <wend/core/errors.hpp>
#include <wend/exec/main_loop.hpp>
#include <wend/task/detail/call.hpp>

namespace wend::inline v0 {
namespace detail {

/// Stops the loop of a blocking wait when the waiting coroutine has ended.
struct loop_quitter : end_sink {
    explicit loop_quitter(main_loop& l) noexcept
        : end_sink{[](end_sink& self, promise_base&) noexcept -> std::coroutine_handle<> {
              static_cast<loop_quitter&>(self).loop->quit();
              return std::noop_coroutine();
          }},
          loop{&l} {}
    main_loop* loop;
};

/// Runs `body` on a loop of the calling thread until it has ended.
template <class T>
T block_on(task<T> body) {
    if (current_context() != nullptr) throw blocking_on_worker();
    main_loop loop{"sync_wait"};
    loop_quitter quitter{loop};
    auto& root = *body.promise();
    const environment outside{.home = loop};
    root.env = &outside;
    root.ends_in(quitter);
    loop.submit(root);
    loop.run();
    return std::move(root.result).take();
}

template <class A>
task<await_result_t<A>> await_as_task(A awaitable_) {
    co_return co_await static_cast<A&&>(awaitable_);
}

}  // namespace detail

/// Blocks the calling thread until `awaitable` is done and returns its result. For plain threads:
/// on a thread that runs tasks it throws blocking_on_worker instead of deadlocking. What is awaited
/// runs on the calling thread, outside of any task (its records show "None").
template <class T>
T sync_wait(task<T> awaitable_) {
    return detail::block_on(std::move(awaitable_));
}
template <class A>
    requires(!detail::is_task<std::remove_cvref_t<A>> && awaitable<A>)
await_result_t<A> sync_wait(A&& awaitable_) {
    return detail::block_on(detail::await_as_task<A&&>(static_cast<A&&>(awaitable_)));
}

}  // namespace wend::inline v0
