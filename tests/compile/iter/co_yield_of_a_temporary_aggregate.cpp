// expect-gcc12: name it.* co_yield wend::moved
#include <wend/iter/async_generator.hpp>

#include <string>

struct message {
    int id = 0;
    std::string text;
};

wend::async_generator<message> f() { co_yield message{1, "destroyed twice by g++ 12"}; }
