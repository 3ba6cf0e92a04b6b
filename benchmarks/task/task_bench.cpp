#include "benchmarks/support/verify.hpp"

#include <wend/wend.hpp>

namespace wend::bench {
namespace {

task<int> one() { co_return 1; }
task<long> leaves(long count) {
    long sum = 0;
    for (long i = 0; i < count; ++i) sum += co_await one();
    co_return sum;
}
/// One await of a task that is ready at once. Not: starting the pool.
void leaf_await(benchmark::State& state) {
    constexpr long count = 100'000;
    pool p{{.workers = threads(state)}};
    long sum = 0, expected = 0;
    for (auto _ : state) {
        sum += sync_wait(spawn(p, leaves(count)));
        expected += count;
    }
    verify(state, sum == expected);
    state.SetItemsProcessed(expected);
}
BENCHMARK(leaf_await)->Apply(thread_sweep);

task<int> fib(int n) {
    if (n < 2) co_return n;
    auto both = co_await when_all(fib(n - 1), fib(n - 2));
    co_return std::get<0>(both) + std::get<1>(both);
}
/// One task of fork-join fib(20): 21,891 of them.
void fork_join_fib(benchmark::State& state) {
    pool p{{.workers = threads(state)}};
    bool right = true;
    for (auto _ : state) right = sync_wait(spawn(p, fib(20))) == 6765 && right;
    verify(state, right);
    state.SetItemsProcessed(state.iterations() * 21'891);
}
BENCHMARK(fork_join_fib)->Apply(thread_sweep);

task<long> spawns(executor_ref where, long count) {
    long sum = 0;
    for (long i = 0; i < count; ++i) {
        auto handle = spawn(where, one());
        sum += co_await handle;
    }
    co_return sum;
}
/// One spawn of a registered task and the await of its handle, one at a time.
void spawn_and_join(benchmark::State& state) {
    constexpr long count = 10'000;
    pool p{{.workers = threads(state)}};
    long sum = 0, expected = 0;
    for (auto _ : state) {
        sum += sync_wait(spawn(p, spawns(p, count)));
        expected += count;
    }
    verify(state, sum == expected);
    state.SetItemsProcessed(expected);
}
BENCHMARK(spawn_and_join)->Apply(thread_sweep);

task<long> yields(long count) {
    long turns = 0;
    for (long i = 0; i < count; ++i) {
        co_await yield();
        ++turns;
    }
    co_return turns;
}
/// One yield to the back of the queue.
void yield_to_back(benchmark::State& state) {
    constexpr long count = 100'000;
    pool p{{.workers = threads(state)}};
    long turns = 0, expected = 0;
    for (auto _ : state) {
        turns += sync_wait(spawn(p, yields(count)));
        expected += count;
    }
    verify(state, turns == expected);
    state.SetItemsProcessed(expected);
}
BENCHMARK(yield_to_back)->Apply(thread_sweep);

task<long> hops(executor_ref there, executor_ref back, long count) {
    long done = 0;
    for (long i = 0; i < count; ++i) {
        co_await resume_on(there);
        ++done;
        co_await resume_on(back);
    }
    co_return done;
}
/// One hop to another one-thread pool and back.
void hop_and_back(benchmark::State& state) {
    constexpr long count = 1'000;
    pool here{{.workers = 1, .name = "here"}}, there{{.workers = 1, .name = "there"}};
    long done = 0, expected = 0;
    for (auto _ : state) {
        done += sync_wait(spawn(here, hops(there, here, count)));
        expected += count;
    }
    verify(state, done == expected);
    state.SetItemsProcessed(expected);
}
BENCHMARK(hop_and_back)->UseRealTime();

}  // namespace
}  // namespace wend::bench
