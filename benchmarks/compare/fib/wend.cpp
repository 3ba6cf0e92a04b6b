#include "support/wend_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

wend::task<answer> fork_fib(std::uint64_t n) {
    if (n < 2) co_return n;
    auto both = co_await wend::when_all(fork_fib(n - 1), fork_fib(n - 2));
    co_return std::get<0>(both) + std::get<1>(both);
}

answer fib(wend_threads& threads, std::uint64_t n) { return threads.run(fork_fib(n)); }
const enlist<wend_threads, &fib> here;

}  // namespace
}  // namespace compare
