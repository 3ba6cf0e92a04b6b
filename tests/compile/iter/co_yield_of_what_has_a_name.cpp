// ok
#include <wend/iter/async_generator.hpp>

#include <string>

struct message {
    int id = 0;
    std::string text;
};

wend::async_generator<message> f() {
    message m{1, "named"};
    co_yield m;
    co_yield wend::moved(m);
}
wend::async_generator<const message&> g() {
    const message m{1, "named"};
    co_yield m;
}
wend::async_generator<std::string> h() { co_yield std::string("its class has a constructor"); }
