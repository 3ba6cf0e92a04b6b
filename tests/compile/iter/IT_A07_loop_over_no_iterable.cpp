// expect: wend: this type is not an async iterable: it has no member aiter\(\)
#include <wend/iter/for.hpp>

struct nothing {};

wend::task<> f(nothing& n) {
    WEND_ASYNC_FOR(auto&& x, n) { static_cast<void>(x); }
}
