// expect: wend: anext\(\) must return an awaitable of wend::next_result, not a plain value
#include <wend/iter/next.hpp>
#include <wend/task/task.hpp>

struct plain {
    wend::next_result<int> anext();
};

wend::task<int> f(plain& it) { co_return co_await wend::anext(it); }
