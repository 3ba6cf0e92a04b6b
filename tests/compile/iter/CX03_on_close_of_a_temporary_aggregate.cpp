// expect-gcc12: wend: g\+\+ 12 destroys this temporary twice inside co_await: name it, then pass wend::moved\(name\)
#include <wend/iter/on_close.hpp>

#include <string>

struct connection {
    std::string name;
    wend::task<> close();
};

wend::task<> f(std::string name) {
    auto& c = co_await wend::on_close(connection{name}, &connection::close);
    static_cast<void>(c);
}
