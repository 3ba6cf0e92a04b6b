// expect: wend: this type is not an async iterator: it has no member anext\(\)
#include <wend/iter/next.hpp>
#include <wend/task/task.hpp>

struct nothing {};

wend::task<int> f(nothing& n) { co_return co_await wend::anext(n, 5); }
