// Fork-join fib: wend beside oneTBB and OpenMP, interleaved, every result checked.
//
//     compare_fib [N] [ROUNDS]        default: 27 7
//
// Prints, for 1 and 2 threads, each contender's median time and its ratio to oneTBB's in the same
// rounds. Exit code 1 if a result is wrong, 2 for bad arguments.

#include "contenders.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

namespace compare {

[[gnu::noinline]] result serial_fib(int n) {
    return n < 2 ? n : serial_fib(n - 1) + serial_fib(n - 2);
}

namespace {

class serial final : public contender {
public:
    const char* name() const override { return "serial"; }
    result fib(int n) override {
        asm volatile("" : "+r"(n));  // computed anew each time
        return serial_fib(n);
    }
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

struct row {
    std::unique_ptr<contender> who;
    std::vector<double> milliseconds, to_tbb;
};

/// Number of calls of fib(n).
double calls(int n) { return 2.0 * static_cast<double>(serial_fib(n + 1)) - 1; }

bool compare_on(unsigned threads, int n, int rounds) {
    std::vector<row> rows;
    for (contender* c : {static_cast<contender*>(new serial), make_tbb(threads),
                         make_openmp(threads), make_wend(threads), make_wend_on_arena(threads)}) {
        rows.push_back(row{std::unique_ptr<contender>(c), {}, {}});
    }
    const result expected = serial_fib(n);
    for (int round = -1; round < rounds; ++round) {  // the first one warms up
        for (auto& r : rows) {
            const auto start = std::chrono::steady_clock::now();
            const result got = r.who->fib(n);
            const std::chrono::duration<double, std::milli> took =
                std::chrono::steady_clock::now() - start;
            if (got != expected) {
                std::fprintf(stderr, "compare_fib: %s computed a wrong result\n", r.who->name());
                return false;
            }
            if (round >= 0) r.milliseconds.push_back(took.count());
        }
        if (round < 0) continue;
        for (auto& r : rows)
            r.to_tbb.push_back(r.milliseconds.back() / rows[1].milliseconds.back());
    }
    std::printf("fib(%d), %u thread%s, %d rounds, medians\n", n, threads, threads == 1 ? "" : "s",
                rounds);
    for (auto& r : rows) {
        const double ms = median(r.milliseconds);
        std::printf("  %-14s %9.2f ms  %7.2f ns a call  %5.2f x onetbb\n", r.who->name(), ms,
                    ms * 1e6 / calls(n), median(r.to_tbb));
    }
    return true;
}

bool number(const char* text, int least, int most, int& value) {
    const char* const end = text + std::strlen(text);
    const auto [rest, error] = std::from_chars(text, end, value);
    return error == std::errc{} && rest == end && value >= least && value <= most;
}

}  // namespace
}  // namespace compare

int main(int argc, char** argv) {
    int n = 27, rounds = 7;
    if (argc > 3 || (argc > 1 && !compare::number(argv[1], 1, 45, n)) ||
        (argc > 2 && !compare::number(argv[2], 1, 1000, rounds))) {
        std::fputs("usage: compare_fib [N: 1 to 45] [ROUNDS: 1 to 1000]\n", stderr);
        return 2;
    }
    return compare::compare_on(1, n, rounds) && compare::compare_on(2, n, rounds) ? 0 : 1;
}
