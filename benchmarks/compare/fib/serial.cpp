#include "workload.hpp"

namespace compare {

answer serial_fib(std::uint64_t n) { return n < 2 ? n : serial_fib(n - 1) + serial_fib(n - 2); }

namespace {

answer fib(calling_thread&, std::uint64_t n) { return serial_fib(opaque(n)); }
const enlist<calling_thread, &fib> here;

}  // namespace
}  // namespace compare
