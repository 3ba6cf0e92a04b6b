// expect: wend: nobody takes what the body of parallel_for_each returns
#include <wend/task/parallel.hpp>

#include <vector>

wend::task<int> one(int);

wend::task<> f(std::vector<int>& numbers) { co_await wend::parallel_for_each(numbers, &one); }
