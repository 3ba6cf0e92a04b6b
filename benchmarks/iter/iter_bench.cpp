#include "benchmarks/support/verify.hpp"

#include <wend/wend.hpp>

namespace wend::bench {
namespace {

constexpr int last = 100'000;
constexpr long sum_to_last = static_cast<long>(last) * (last - 1) / 2;

async_generator<int> numbers() {
    for (int i = 0; i < last; ++i) co_yield i;
}
template <class Source>
task<long> sum(Source source) {
    long total = 0;
    WEND_ASYNC_FOR(int item, std::move(source)) total += item;
    co_return total;
}

/// One synchronous item of a generator, consumed by the loop.
void generator_item(benchmark::State& state) {
    bool right = true;
    for (auto _ : state) right = sync_wait(sum(numbers())) == sum_to_last && right;
    verify(state, right);
    state.SetItemsProcessed(state.iterations() * last);
}
BENCHMARK(generator_item);

int same(int item) { return item; }
bool any(int item) { return item >= 0; }
/// One item through three stages: generator, transform, filter.
void three_stages(benchmark::State& state) {
    bool right = true;
    for (auto _ : state)
        right = sync_wait(sum(numbers() | transform(same) | filter(any))) == sum_to_last && right;
    verify(state, right);
    state.SetItemsProcessed(state.iterations() * last);
}
BENCHMARK(three_stages);

/// One item from another pool through a buffer of 16.
void flow_on_item(benchmark::State& state) {
    pool there{{.workers = 1, .name = "there"}}, here{{.workers = 1, .name = "here"}};
    bool right = true;
    for (auto _ : state)
        right = sync_wait(spawn(here, sum(numbers() | flow_on(there)))) == sum_to_last && right;
    verify(state, right);
    state.SetItemsProcessed(state.iterations() * last);
}
BENCHMARK(flow_on_item)->UseRealTime();

}  // namespace
}  // namespace wend::bench
