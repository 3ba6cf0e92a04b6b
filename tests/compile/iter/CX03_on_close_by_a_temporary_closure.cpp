// expect-gcc12: wend: g\+\+ 12 destroys this temporary twice inside co_await: name it, then pass wend::moved\(name\)
#include <wend/iter/on_close.hpp>

#include <memory>
#include <string>

struct connection {
    explicit connection(int);
};
wend::task<> close_with(connection&, std::string);

wend::task<> f(std::string reason) {
    co_await wend::on_close(connection(1),
                            [reason](connection& c) { return close_with(c, reason); });
}
