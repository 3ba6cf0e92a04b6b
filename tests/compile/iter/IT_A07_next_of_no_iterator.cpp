// expect: wend: this type is not an async iterator: it has no member anext\(\)
#include <wend/iter/next.hpp>
#include <wend/task/task.hpp>

wend::task<> f(int n) { static_cast<void>(co_await wend::next(n)); }
