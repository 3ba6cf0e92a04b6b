// expect: wend: what aiter\(\) returns is not an async iterator: its anext\(\) must return an awaitable
#include <wend/iter/for.hpp>

struct plain {
    plain& aiter();
    wend::next_result<int> anext();
};

wend::task<> f(plain& it) {
    WEND_ASYNC_FOR(auto&& x, it) { static_cast<void>(x); }
}
