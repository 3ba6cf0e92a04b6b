#include <wend/exec/detail/fork.hpp>

namespace wend::inline v0::detail {

WEND_NOINLINE void fork_scope::fail() noexcept {
    bool none = false;
    // relaxed: who wins writes first_, and the forking thread reads it after [K1]
    if (failed_.compare_exchange_strong(none, true, relaxed, relaxed))
        first_ = std::current_exception();
}

WEND_NOINLINE void fork_scope::rethrow() { std::rethrow_exception(std::move(first_)); }

WEND_NOINLINE void fork_branch::wait(lane* mine) noexcept {
    if (mine != nullptr) {
        if (spin_until([this] { return ended_.is_set(); })) return;  // [K1]
        mine->before_blocking();
    }
    ended_.wait();  // [K1]
}

}  // namespace wend::inline v0::detail
