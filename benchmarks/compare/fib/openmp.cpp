#include "contenders.hpp"

namespace compare {
namespace {

result fork_fib(int n) {
    if (n < 2) return n;
    result a = 0, b = 0;
#pragma omp task shared(a) firstprivate(n)
    a = fork_fib(n - 1);
    b = fork_fib(n - 2);
#pragma omp taskwait
    return a + b;
}

class in_team final : public contender {
public:
    explicit in_team(unsigned threads) : threads_{threads} {}
    const char* name() const override { return "openmp"; }
    result fib(int n) override {
        result value = 0;
#pragma omp parallel num_threads(threads_)
#pragma omp single
        value = fork_fib(n);
        return value;
    }

private:
    unsigned threads_;
};

}  // namespace

contender* make_openmp(unsigned threads) { return new in_team(threads); }

}  // namespace compare
