// expect: wend: a parallel loop needs a range with random access and a size
#include <wend/task/parallel.hpp>

#include <list>

wend::task<> f(std::list<int>& numbers) {
    co_await wend::parallel_for_each(numbers, [](int) {});
}
