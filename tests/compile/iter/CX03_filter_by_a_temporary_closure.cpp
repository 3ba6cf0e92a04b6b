// expect-gcc12: wend: g\+\+ 12 destroys this temporary twice inside co_await: name it, then pass wend::moved\(name\)
#include <wend/iter/as_async.hpp>
#include <wend/iter/filter.hpp>
#include <wend/iter/to.hpp>

#include <string>
#include <vector>

wend::task<std::vector<std::string>> f(std::vector<std::string>& words, std::string but) {
    co_return co_await (wend::as_async(words) |
                        wend::filter([but](const std::string& word) { return word != but; }) |
                        wend::to<std::vector>());
}
