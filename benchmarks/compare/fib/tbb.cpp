#include "contenders.hpp"

#include <tbb/global_control.h>
#include <tbb/parallel_invoke.h>
#include <tbb/task_arena.h>

namespace compare {
namespace {

result fork_fib(int n) {
    if (n < 2) return n;
    result a = 0, b = 0;
    tbb::parallel_invoke([&] { a = fork_fib(n - 1); }, [&] { b = fork_fib(n - 2); });
    return a + b;
}

class in_arena final : public contender {
public:
    explicit in_arena(unsigned threads) : arena_(static_cast<int>(threads)) {}
    const char* name() const override { return "onetbb"; }
    result fib(int n) override {
        return arena_.execute([n] { return fork_fib(n); });
    }

private:
    tbb::task_arena arena_;
};

}  // namespace

contender* make_tbb(unsigned threads) { return new in_arena(threads); }

}  // namespace compare
