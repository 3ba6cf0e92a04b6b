// expect: wend: a task is awaited once, as an rvalue: write co_await std::move\(t\)
#include <wend/task/task.hpp>

wend::task<int> one();

wend::task<int> f() {
    auto t = one();
    co_return co_await t;
}
