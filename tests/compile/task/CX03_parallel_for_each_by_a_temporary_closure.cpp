// expect-gcc12: wend: g\+\+ 12 destroys this temporary twice inside co_await: name it, then pass wend::moved\(name\)
#include <wend/task/parallel.hpp>

#include <string>
#include <vector>

wend::task<> f(std::vector<std::string>& words, std::string suffix) {
    co_await wend::parallel_for_each(words, [suffix](std::string& word) { word += suffix; });
}
