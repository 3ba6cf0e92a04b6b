#include "tests/support/thread_number.hpp"

#include <atomic>

namespace wend::test {

[[gnu::noinline]] int thread_number() noexcept {
    asm volatile("" ::: "memory");  // not a pure function
    static std::atomic<int> last{0};
    static thread_local int mine = 0;
    if (mine == 0) mine = last.fetch_add(1, std::memory_order_relaxed) + 1;
    return mine;
}

}  // namespace wend::test
