// expect-gcc12: wend: g\+\+ 12 destroys this temporary twice inside co_await: name it, then pass wend::moved\(name\)
#include <wend/iter/next.hpp>
#include <wend/task/task.hpp>

#include <string>

struct message {
    int id = 0;
    std::string text;
};
struct messages {
    wend::task<wend::next_result<message>> anext();
};

wend::task<message> f(messages& it, std::string text) {
    co_return co_await wend::anext(it, message{0, text});
}
