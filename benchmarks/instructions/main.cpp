// Does one kind of operation COUNT times on the calling thread: count_instructions WORKLOAD COUNT.
// Run under callgrind by measure.sh. Exit code 1 for a wrong result, 2 for bad arguments.

#include <wend/wend.hpp>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace {

using wend::task;

task<int> one() { co_return 1; }
task<long> leaf(long count) {
    long sum = 0;
    for (long i = 0; i < count; ++i) sum += co_await one();
    co_return sum;
}
task<long> fork(long count) {
    long sum = 0;
    for (long i = 0; i < count; ++i) {
        auto both = co_await wend::when_all(one(), one());
        sum += std::get<0>(both) * std::get<1>(both);
    }
    co_return sum;
}
task<long> spawn_join(long count) {
    const wend::executor_ref here = co_await wend::this_task::executor;
    long sum = 0;
    for (long i = 0; i < count; ++i) {
        auto handle = wend::spawn(here, one());
        sum += co_await handle;
    }
    co_return sum;
}
task<long> turns(long count) {
    for (long i = 0; i < count; ++i) co_await wend::yield();
    co_return count;
}
wend::async_generator<long> ones(long count) {
    for (long i = 0; i < count; ++i) co_yield 1L;
}
task<long> items(long count) {
    long sum = 0;
    WEND_ASYNC_FOR(long item, ones(count)) sum += item;
    co_return sum;
}
task<long> hops(wend::executor_ref there, long count) {
    const wend::executor_ref here = co_await wend::this_task::executor;
    for (long i = 0; i < count; ++i) {
        co_await wend::resume_on(there);
        co_await wend::resume_on(here);
    }
    co_return count;
}

}  // namespace

int main(int argc, char** argv) {
    long count = 0;
    const char* const end = argc == 3 ? argv[2] + std::strlen(argv[2]) : nullptr;
    if (argc != 3 || std::from_chars(argv[2], end, count).ptr != end || count < 1) {
        std::fputs("usage: count_instructions leaf|fork|spawn-join|yield|item|hop COUNT\n", stderr);
        return 2;
    }
    wend::manual_executor here{"here"}, there{"there"};
    const std::string_view what = argv[1];
    auto handle = what == "leaf"         ? wend::spawn(here, leaf(count))
                  : what == "fork"       ? wend::spawn(here, fork(count))
                  : what == "spawn-join" ? wend::spawn(here, spawn_join(count))
                  : what == "yield"      ? wend::spawn(here, turns(count))
                  : what == "item"       ? wend::spawn(here, items(count))
                                         : wend::spawn(here, hops(there, count));
    wend::run_until_idle(here, there);
    return handle.take() == count ? 0 : 1;
}
