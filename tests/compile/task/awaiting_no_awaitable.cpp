// expect: wend: this can't be awaited: it has neither await_ready
#include <wend/task/task.hpp>

int not_a_task();

wend::task<int> f() { co_return co_await not_a_task(); }
