// expect: wend: aiter\(\) must return the iterator itself, not an awaitable of it
#include <wend/iter/for.hpp>

struct numbers {
    wend::task<wend::next_result<int>> anext();
};
struct source {
    wend::task<numbers> aiter();
};

wend::task<> f(source& s) {
    WEND_ASYNC_FOR(auto&& x, s) { static_cast<void>(x); }
}
