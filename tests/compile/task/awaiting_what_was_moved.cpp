// ok
#include <wend/task/task.hpp>

#include <utility>

wend::task<int> one();

wend::task<int> f() {
    auto t = one();
    const int first = co_await std::move(t);
    const int second = co_await one();
    co_return first + second;
}
