// expect-gcc12: wend: g\+\+ 12 destroys this temporary twice inside co_await: name it, then pass wend::moved\(name\)
#include <wend/iter/as_async.hpp>
#include <wend/iter/take.hpp>
#include <wend/iter/to.hpp>
#include <wend/iter/transform.hpp>

#include <string>
#include <vector>

wend::task<std::vector<std::string>> f(std::vector<int>& numbers, std::string unit) {
    co_return co_await (wend::as_async(numbers) |
                        wend::transform([unit](int n) { return std::to_string(n) + unit; }) |
                        wend::take(3) | wend::to<std::vector>());
}
