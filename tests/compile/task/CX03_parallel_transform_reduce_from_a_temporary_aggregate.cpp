// expect-gcc12: wend: g\+\+ 12 destroys this temporary twice inside co_await: name it, then pass wend::moved\(name\)
#include <wend/task/parallel.hpp>

#include <string>

struct total {
    std::string text;
};
total both(total a, total b);
total one(int);

wend::task<> f(int (&numbers)[3]) {
    co_await wend::parallel_transform_reduce(numbers, total{"init"}, &both, &one);
}
