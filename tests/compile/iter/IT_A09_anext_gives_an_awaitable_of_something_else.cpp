// expect: wend: anext\(\) must return an awaitable of wend::next_result
#include <wend/iter/next.hpp>
#include <wend/task/task.hpp>

struct item_itself {
    wend::task<int> anext();
};

wend::task<int> f(item_itself& it) { co_return co_await wend::anext(it); }
