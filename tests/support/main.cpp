#include "tests/support/counters.hpp"
#include "tests/support/test.hpp"
#include "tests/support/watchdog.hpp"

#include <wend/task/frame_allocator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

/// Runs the tests of a program: each under a watchdog, with a seed that repeats it, and checked for
/// what it leaves behind.

// Present when a sanitizer's runtime is linked, whichever compiler and flags this file was built
// with.
extern "C" {
[[gnu::weak]] void __asan_init();
[[gnu::weak]] void __tsan_init();
}

namespace wend::test {
namespace {

struct run_state {
    std::uint64_t seed = 0;
    std::string program;
    bool leftovers_allowed = false;
};

run_state& state() {
    static run_state* const never_destroyed = new run_state;
    return *never_destroyed;
}

/// WEND_SEED, else a drawn one; empty: WEND_SEED isn't a number.
std::optional<std::uint64_t> choose_seed() {
    const char* given = std::getenv("WEND_SEED");
    if (given == nullptr) {
        std::random_device device;
        return static_cast<std::uint64_t>(device()) << 32 | device();
    }
    char* end = nullptr;
    errno = 0;
    const std::uint64_t seed = std::strtoull(given, &end, 0);
    if (*given < '0' || *given > '9' || *end != '\0' || errno != 0) return std::nullopt;
    return seed;
}

std::string test_name() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    if (test == nullptr) return "*";
    return std::string(test->test_suite_name()) + "." + test->name();
}

double slowness() { return slow_build() ? 6 : 1; }

std::chrono::milliseconds scaled(double seconds) {
    return std::chrono::milliseconds(static_cast<long>(seconds * slowness() * 1000));
}

constexpr double usual_seconds = 10;

class listener : public ::testing::EmptyTestEventListener {
    void OnTestStart(const ::testing::TestInfo&) override {
        state().leftovers_allowed = false;
        before_ = balance::now();
        watchdog::instance().arm(test_name(), scaled(usual_seconds));
    }
    void OnTestEnd(const ::testing::TestInfo& test) override {
        watchdog::instance().disarm();
        const std::string left = settled_difference(before_, state().leftovers_allowed);
        if (!left.empty()) ADD_FAILURE() << "the test left a difference behind:\n" << left;
        if (test.result()->Failed()) {
            std::fprintf(stderr, "wend: repeat: %s\n", replay_command().c_str());
        }
    }

    balance before_;
};

}  // namespace

std::uint64_t seed() noexcept { return state().seed; }

std::mt19937_64 random(std::uint64_t stream) {
    std::uint64_t hash = 14695981039346656037U;  // FNV-1a: the same with every standard library
    for (const char c : test_name()) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    const std::uint64_t parts[] = {seed(), hash, stream};
    std::seed_seq sequence{parts[0] & 0xffffffff, parts[0] >> 32,        parts[1] & 0xffffffff,
                           parts[1] >> 32,        parts[2] & 0xffffffff, parts[2] >> 32};
    return std::mt19937_64(sequence);
}

void allow_seconds(double seconds) {
    watchdog& dog = watchdog::instance();
    if (scaled(seconds) > dog.limit()) dog.set_limit(scaled(seconds));
}

bool slow_build() noexcept {
#if defined(__OPTIMIZE__) && !defined(WEND_TEST_EMULATED)
    return __asan_init != nullptr || __tsan_init != nullptr;
#else
    return true;
#endif
}

void allow_leftovers(const std::string& reason) {
    state().leftovers_allowed = true;
    ::testing::Test::RecordProperty("leftovers_allowed", reason);
}

const std::string& program() noexcept { return state().program; }

std::string replay_command() {
    return "WEND_SEED=" + std::to_string(seed()) + " " + state().program +
           " --gtest_filter=" + test_name();
}

namespace {

int run(int argc, char** argv) {
    bool quiet = false, death_test_child = false;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        quiet = quiet || argument.starts_with("--gtest_list_tests");
        death_test_child =
            death_test_child || argument.starts_with("--gtest_internal_run_death_test");
    }
    ::testing::InitGoogleMock(&argc, argv);
    // Children of death tests start afresh: there are threads already, the watchdog's at least.
    GTEST_FLAG_SET(death_test_style, "threadsafe");

    const auto seed = choose_seed();
    if (!seed) {
        std::fprintf(stderr, "WEND_SEED must be a number from 0 to 2^64 - 1, not \"%s\"\n",
                     std::getenv("WEND_SEED"));
        return 2;
    }
    state().seed = *seed;
    state().program = argv[0];
    ::setenv("WEND_SEED", std::to_string(*seed).c_str(), 1);  // for the children of death tests
    if (!quiet && !death_test_child) {
        std::fprintf(stderr, "wend: seed %llu, repeat: %s\n",
                     static_cast<unsigned long long>(*seed), replay_command().c_str());
    }

    add_counter("coroutine frames", &wend::detail::live_frames);
    watchdog::instance().start();
    if (death_test_child) watchdog::instance().arm("child of a death test", scaled(usual_seconds));
    ::testing::UnitTest::GetInstance()->listeners().Append(new listener);
    const int result = RUN_ALL_TESTS();
    watchdog::instance().stop();
    return result;
}

}  // namespace
}  // namespace wend::test

int main(int argc, char** argv) { return wend::test::run(argc, argv); }
