// Python's asynchronous iterator, and a loop over it: each log record shows time, thread and task.

#include "support/arguments.hpp"

#include <wend/log/log.hpp>
#include <wend/wend.hpp>

#include <cstddef>
#include <cstdio>
#include <numeric>
#include <vector>

class AsyncIterable {
public:
    explicit AsyncIterable(std::size_t size) : data(size) {
        std::iota(data.begin(), data.end(), 0);
    }

    AsyncIterable& aiter() {  // __aiter__
        wend::log::info("__aiter__ called.");
        cursor = 0;
        return *this;
    }

    wend::task<wend::next_result<int>> anext() {  // __anext__
        wend::log::info("__anext__ called, cursor={}", cursor);
        if (cursor < data.size()) co_return data[cursor++];
        co_return std::nullopt;  // StopAsyncIteration, as a value
    }

private:
    std::vector<int> data;
    std::size_t cursor = 0;
};

wend::task<> hello(std::size_t size) {
    AsyncIterable iterator(size);
    WEND_ASYNC_FOR(int e, iterator) { wend::log::info(e); }
}

int main(int argc, char** argv) {
    example::arguments arguments{"Loops over an asynchronous iterator and logs each step."};
    std::size_t size = 5;
    arguments.count("--size", size, "items to iterate over", 0, 100'000'000);
    arguments.parse(argc, argv);

    wend::log::basic_config(
        {.stream = stdout,
         .level = wend::log::level::info,
         .format = "%(asctime)s %(threadName)s %(taskName)s [%(levelname)s] - %(message)s"});
    return arguments.run(
        [&] { wend::run(hello(size), {.runtime = {.pool = {.workers = arguments.workers}}}); });
}
