// expect: wend: a request is awaited once, as an rvalue: co_await std::move\(request\)
#include <wend/iter/async_generator.hpp>
#include <wend/iter/next.hpp>

wend::task<> f(wend::async_generator<int>& g) {
    auto request = wend::next(g);
    static_cast<void>(co_await request);
}
