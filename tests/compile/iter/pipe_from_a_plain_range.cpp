// expect: wend: what stands left of \| is not an async iterable: .* wrap a plain range with wend::as_async
#include <wend/iter/take.hpp>

#include <vector>

auto f(std::vector<int>& v) { return v | wend::take(3); }
