// expect: wend: this works in wend's coroutines only
#include <wend/iter/for.hpp>

#include <coroutine>

struct foreign {
    struct promise_type {
        foreign get_return_object();
        std::suspend_never initial_suspend();
        std::suspend_never final_suspend() noexcept;
        void return_void();
        void unhandled_exception();
    };
};
struct numbers {
    numbers& aiter();
    wend::task<wend::next_result<int>> anext();
};

foreign f(numbers& n) {
    WEND_ASYNC_FOR(auto&& x, n) { static_cast<void>(x); }
}
