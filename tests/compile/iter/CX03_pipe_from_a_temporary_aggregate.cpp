// expect-gcc12: wend: g\+\+ 12 destroys this temporary twice inside co_await: name it, then pass wend::moved\(name\)
#include <wend/iter/to.hpp>

#include <string>
#include <vector>

struct source {
    std::string path;
    source& aiter();
    wend::task<wend::next_result<int>> anext();
};

wend::task<std::vector<int>> f(std::string path) {
    co_return co_await (source{path} | wend::to<std::vector>());
}
