// expect-gcc12: wend: g\+\+ 12 destroys this temporary twice inside co_await: name it, then pass wend::moved\(name\)
#include <wend/iter/as_async.hpp>
#include <wend/iter/to.hpp>

#include <array>
#include <string>
#include <vector>

wend::task<std::vector<std::string>> f() {
    using names = std::array<std::string, 2>;
    co_return co_await (wend::as_async(names{"a", "b"}) | wend::to<std::vector>());
}
