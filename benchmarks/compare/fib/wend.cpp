#include "contenders.hpp"

#include <wend/ext/tbb.hpp>
#include <wend/wend.hpp>

namespace compare {
namespace {

wend::task<result> fork_fib(int n) {
    if (n < 2) co_return n;
    auto both = co_await wend::when_all(fork_fib(n - 1), fork_fib(n - 2));
    co_return std::get<0>(both) + std::get<1>(both);
}

class on_pool final : public contender {
public:
    explicit on_pool(unsigned threads) : pool_{wend::pool_options{.workers = threads}} {}
    const char* name() const override { return "wend"; }
    result fib(int n) override { return wend::sync_wait(wend::spawn(pool_, fork_fib(n))); }

private:
    wend::pool pool_;
};

class on_arena final : public contender {
public:
    explicit on_arena(unsigned threads) : arena_{static_cast<int>(threads)} {}
    const char* name() const override { return "wend-on-arena"; }
    result fib(int n) override { return wend::sync_wait(wend::spawn(arena_, fork_fib(n))); }

private:
    wend::tbb_executor arena_;
};

}  // namespace

contender* make_wend(unsigned threads) { return new on_pool(threads); }
contender* make_wend_on_arena(unsigned threads) { return new on_arena(threads); }

}  // namespace compare
