// expect: wend: this type is not an async iterable: it has no member aiter\(\)
#include <wend/iter/for.hpp>

struct nothing {};

wend::task<int> f() {
    WEND_ASYNC_FOR_ELSE(auto&& x, nothing{}) { static_cast<void>(x); }
    else {
        co_return 1;
    }
    co_return 2;
}
