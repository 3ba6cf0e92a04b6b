// ok
#include <wend/iter/next.hpp>
#include <wend/task/task.hpp>

struct advance_only {
    wend::task<wend::next_result<int>> anext();
};

wend::task<int> f(advance_only& it) {
    const int first = co_await wend::anext(it);
    const int second = co_await wend::anext(it, -1);
    co_return first + second;
}
