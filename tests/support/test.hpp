#pragma once
/// What a test may ask of the test program (tests/support/main.cpp): its seed, more time, checks of
/// its own for what must be balanced.

#include <cstdint>
#include <functional>
#include <random>
#include <string>

namespace wend::test {

/// The seed of this run: WEND_SEED, else drawn. Printed at the start and with each failure.
std::uint64_t seed() noexcept;

/// A random engine for the running test, from the run's seed and the test's name, so that a test
/// repeats alone as it ran among others. Other threads of the test pass a `stream` of their own.
std::mt19937_64 random(std::uint64_t stream = 0);

/// Gives the running test at least `seconds` from its start before the watchdog fires, six times as
/// much in slow builds (sanitizers, -O0). Without it: 10 and 60.
void allow_seconds(double seconds);

/// True in builds that are several times slower: with a sanitizer, or without optimisation.
bool slow_build() noexcept;

/// Registers something that must be the same after each test as before: live frames, live tasks.
/// The watchdog prints it too. Once per process, at any time; `read` may be called from any thread.
void add_counter(std::string name, std::function<std::int64_t()> read);

/// Excuses the running test from the check of threads and descriptors, for third parties that keep
/// theirs on purpose. The reason appears in the test's record.
void allow_leftovers(const std::string& reason);

/// As what this program was started: what a test executes to run it again. Under an emulator that isn't
/// /proc/self/exe.
const std::string& program() noexcept;

/// What repeats the running test: "WEND_SEED=… program --gtest_filter=Suite.Name".
std::string replay_command();

}  // namespace wend::test
