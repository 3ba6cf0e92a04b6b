// expect: wend: this type is not an async iterable: it has no member aiter\(\)
#include <wend/iter/for.hpp>

struct advance_only {
    wend::task<wend::next_result<int>> anext();
};

wend::task<> f(advance_only& it) {
    WEND_ASYNC_FOR(auto&& x, it) { static_cast<void>(x); }
}
