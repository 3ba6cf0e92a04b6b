// ok
#include <wend/iter/async_generator.hpp>
#include <wend/iter/filter.hpp>
#include <wend/iter/take.hpp>
#include <wend/iter/to.hpp>

#include <vector>

struct numbers {
    int n = 0;
    numbers& aiter() { return *this; }
    wend::task<wend::next_result<int>> anext() {
        if (n == 3) co_return {};
        co_return n++;
    }
};

wend::task<int> f() {
    int sum = 0;
    numbers source;
    WEND_ASYNC_FOR(const int x, source) { sum += x; }
    WEND_ASYNC_FOR_ELSE(auto&& x, numbers{}) {
        if (x == 7) break;
    }
    else {
        sum += 100;
    }
    auto all = co_await (numbers{} | wend::take(2) | wend::to<std::vector<int>>());
    co_return sum + static_cast<int>(all.size());
}
