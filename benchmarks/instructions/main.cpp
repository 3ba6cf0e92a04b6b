// Does one kind of operation COUNT times on the calling thread, driven by hand: no worker, no
// kernel. Counted by tools/bench/instructions.
//
//     count_instructions OPERATION COUNT
//     count_instructions --list
//
// Exit code 1 for a wrong result, 2 for bad arguments.

#include <wend/wend.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <ranges>
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
task<long> elements(long count) {
    co_return co_await wend::parallel_transform_reduce(
        std::views::iota(0L, count), 0L, [](long a, long b) { return a + b; },
        [](long) { return one(); });
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

using start = wend::join_handle<long> (*)(wend::executor_ref here, wend::executor_ref there, long);

struct operation {
    std::string_view name;
    start begin;
};

template <task<long> (*Work)(long)>
wend::join_handle<long> begin(wend::executor_ref here, wend::executor_ref, long count) {
    return wend::spawn(here, Work(count));
}
wend::join_handle<long> begin_hops(wend::executor_ref here, wend::executor_ref there, long count) {
    return wend::spawn(here, hops(there, count));
}

constexpr operation operations[] = {
    {"leaf", &begin<leaf>},              // co_await of a task that is ready at once
    {"fork", &begin<fork>},              // when_all of two such tasks
    {"element", &begin<elements>},       // of a parallel loop, such a task each
    {"spawn-join", &begin<spawn_join>},  // spawn of a registered task, and await of its handle
    {"yield", &begin<turns>},
    {"item", &begin<items>},  // of a generator, consumed by the loop
    {"hop", &begin_hops},     // to another executor and back
};

}  // namespace

int main(int argc, char** argv) {
    if (argc == 2 && argv[1] == std::string_view{"--list"}) {
        for (const operation& each : operations) std::puts(each.name.data());
        return 0;
    }
    long count = 0;
    const char* const end = argc == 3 ? argv[2] + std::strlen(argv[2]) : nullptr;
    const auto named = [&](const operation& each) { return each.name == argv[1]; };
    const auto* const found =
        argc == 3 ? std::find_if(std::begin(operations), std::end(operations), named)
                  : std::end(operations);
    if (found == std::end(operations) || std::from_chars(argv[2], end, count).ptr != end ||
        count < 1) {
        std::fputs("usage: count_instructions OPERATION COUNT, or --list\n", stderr);
        return 2;
    }
    wend::manual_executor here{"here"}, there{"there"};
    auto handle = found->begin(here, there, count);
    wend::run_until_idle(here, there);
    return handle.take() == count ? 0 : 1;
}
