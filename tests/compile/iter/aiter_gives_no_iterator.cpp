// expect: wend: what aiter\(\) returns is not an async iterator: it has no member anext\(\)
#include <wend/iter/for.hpp>

struct source {
    int* aiter();
};

wend::task<> f(source& s) {
    WEND_ASYNC_FOR(auto&& x, s) { static_cast<void>(x); }
}
