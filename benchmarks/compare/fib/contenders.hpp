#pragma once
#include <cstdint>

/// Fork-join fib: each call below forks both halves and joins them; no cut-off. One operation is one
/// call. Each contender computes fib(n) on `threads` threads that were started before.

namespace compare {

using result = std::int64_t;

result serial_fib(int n);

class contender {
public:
    contender() = default;
    contender(const contender&) = delete;
    contender& operator=(const contender&) = delete;
    virtual ~contender() = default;
    virtual const char* name() const = 0;
    virtual result fib(int n) = 0;
};

contender* make_wend(unsigned threads);
contender* make_wend_on_arena(unsigned threads);
contender* make_tbb(unsigned threads);
contender* make_openmp(unsigned threads);

}  // namespace compare
