#include "tests/support/co_assert.hpp"
#include "tests/support/counted.hpp"
#include "tests/support/small_stack.hpp"
#include "tests/support/test.hpp"
#include "tests/support/thread_number.hpp"
#include "tests/support/watchdog.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <coroutine>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

/// The checkers themselves: each must turn red when something is wrong. A fault is planted in a
/// child of this program, whose output and exit code are looked at.

namespace wend::test {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

void hang() {
    watchdog::instance().set_limit(std::chrono::milliseconds(200));
    while (true) ::pause();
}

void leave_a_thread() {
    std::thread([] {
        while (true) ::pause();
    }).detach();
}

std::int64_t unbalanced = 0;

const struct {
    const char* name;
    void (*run)();
} faults[] = {
    {"hang", hang},
    {"leaks",
     [] {
         leave_a_thread();
         EXPECT_GE(::open("/dev/null", O_RDONLY | O_CLOEXEC), 0);
         add_counter("things", [] { return unbalanced; });
         ++unbalanced;
         new counted;
     }},
    {"excused-descriptor",
     [] {
         allow_leftovers("kept on purpose");
         EXPECT_GE(::open("/dev/null", O_RDONLY | O_CLOEXEC), 0);
     }},
    {"double-destruction",
     [] {
         alignas(counted) unsigned char place[sizeof(counted)];
         auto* object = ::new (place) counted;
         object->~counted();
         object->~counted();
     }},
    {"deep-stack",
     [] {
         on_stack(small_stack_bytes, [] {
             volatile char deep[small_stack_bytes + 16 * 1024];
             for (std::size_t i = sizeof deep; i > 0; i -= 1024) deep[i - 1] = 1;
         });
     }},
    {"seed", [] { FAIL() << "drew " << random()(); }},
};

/// In a child the named fault is a test of its own; otherwise there is no such test.
const bool planted = [] {
    const char* wanted = std::getenv("WEND_TEST_PLANT");
    for (const auto& fault : faults) {
        if (wanted == nullptr || std::string_view(wanted) != fault.name) continue;
        struct planted_test : ::testing::Test {
            explicit planted_test(void (*f)()) : body{f} {}
            void TestBody() override { body(); }
            void (*body)();
        };
        ::testing::RegisterTest(
            "Planted", "Fault", nullptr, nullptr, __FILE__, __LINE__,
            [run = fault.run]() -> ::testing::Test* { return new planted_test(run); });
        return true;
    }
    return false;
}();

struct child_result {
    std::string text;
    int exit_code = -1;  ///< -1: ended by a signal
};

child_result run_planted(const std::string& fault, const std::string& environment = "") {
    // What is planted is found by our checks, not by a sanitizer's at exit.
    const std::string command = "ASAN_OPTIONS=detect_leaks=0 TSAN_OPTIONS=report_thread_leaks=0 " +
                                environment + " WEND_TEST_PLANT=" + fault + " exec '" + program() +
                                "' --gtest_filter=Planted.Fault --gtest_brief=0 2>&1";
    child_result result;
    std::FILE* pipe = ::popen(command.c_str(), "re");
    std::array<char, 4096> part{};
    while (const std::size_t n = std::fread(part.data(), 1, part.size(), pipe))
        result.text.append(part.data(), n);
    const int status = ::pclose(pipe);
    if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
    return result;
}

TEST(Watchdog, EndsAHangingTestWithCodeThreeAndSaysWhatItWasDoing) {
    const child_result child = run_planted("hang", "WEND_SEED=4711");
    EXPECT_EQ(child.exit_code, watchdog::exit_code);
    EXPECT_THAT(child.text, HasSubstr("WATCHDOG: Planted.Fault has run for more than 200 ms"));
    EXPECT_THAT(child.text, HasSubstr("\nseed: 4711\nrepeat: WEND_SEED=4711 "));
    EXPECT_THAT(child.text, ContainsRegex("repeat: .* --gtest_filter=Planted.Fault\n"));
    EXPECT_THAT(child.text, ContainsRegex("[0-9]+ \"[^\"]+\" S .sleeping., wchan "));
    EXPECT_THAT(child.text, HasSubstr("\"test-watchdog\" R (running)"));
    EXPECT_THAT(child.text, HasSubstr("counters:\n"));
}

TEST(Watchdog, GivesATestTheTimeItAsksFor) {
    const auto usual = watchdog::instance().limit();
    allow_seconds(1);
    EXPECT_EQ(watchdog::instance().limit(), usual) << "asking never shortens";
    allow_seconds(100);
    EXPECT_EQ(watchdog::instance().limit(), std::chrono::seconds(100) * (slow_build() ? 6 : 1));
}

TEST(LeakCheck, FailsATestThatLeavesSomethingBehindAndNamesIt) {
    const child_result child = run_planted("leaks");
    EXPECT_EQ(child.exit_code, 1);
    EXPECT_THAT(child.text, ContainsRegex("left behind: thread [0-9]+ \""));
    EXPECT_THAT(child.text, ContainsRegex("left behind: descriptor [0-9]+ \"/dev/null\""));
    EXPECT_THAT(child.text, HasSubstr("things: 0 before, 1 after"));
    EXPECT_THAT(child.text, HasSubstr("live counted objects: 0 before, 1 after"));
}

TEST(LeakCheck, LetsATestKeepWhatItExcuses) {
    EXPECT_EQ(run_planted("excused-descriptor").exit_code, 0);
}

TEST(Counted, FailsATestThatDestroysAnObjectTwice) {
    const child_result child = run_planted("double-destruction");
    EXPECT_EQ(child.exit_code, 1);
    EXPECT_THAT(child.text, HasSubstr("a counted object was destroyed twice"));
}

TEST(Counted, CountsCopiesAndMoves) {
    const auto before = counted::total();
    {
        counted a{7};
        counted b{a};
        counted c{std::move(a)};
        b = c;
        c = std::move(b);
        EXPECT_EQ(c.value(), 7);
        EXPECT_EQ(b.value(), -1);
    }
    const auto made = counted::since(before);
    EXPECT_EQ(made.constructed, 3);
    EXPECT_EQ(made.destroyed, 3);
    EXPECT_EQ(made.copied, 2);
    EXPECT_EQ(made.moved, 2);
    EXPECT_EQ(made.faults, 0);
}

TEST(Seed, IsTakenFromTheEnvironmentAndPrintedWithAFailure) {
    const child_result first = run_planted("seed", "WEND_SEED=123");
    const child_result second = run_planted("seed", "WEND_SEED=123");
    const child_result other = run_planted("seed", "WEND_SEED=124");
    const auto drawn = [](const child_result& child) {
        const auto at = child.text.find("drew ");
        return at == std::string::npos ? "" : child.text.substr(at, child.text.find('\n', at) - at);
    };
    EXPECT_THAT(first.text, HasSubstr("repeat: WEND_SEED=123 "));
    EXPECT_THAT(drawn(first), Not(std::string()));
    EXPECT_EQ(drawn(first), drawn(second));
    EXPECT_NE(drawn(first), drawn(other));
}

TEST(Seed, ThatIsNoNumberIsRefused) {
    const child_result child = run_planted("seed", "WEND_SEED=12x");
    EXPECT_EQ(child.exit_code, 2);
    EXPECT_THAT(child.text, HasSubstr("WEND_SEED must be a number"));
}

TEST(OnStack, PassesExceptionsOn) {
    EXPECT_THROW(on_stack(small_stack_bytes, [] { throw std::runtime_error("out"); }),
                 std::runtime_error);
}

TEST(OnStack, HasTheStackItWasAskedForAndNoMore) {
    on_stack(small_stack_bytes, [] {
        volatile char most[small_stack_bytes * 3 / 4];
        for (std::size_t i = sizeof most; i > 0; i -= 1024) most[i - 1] = 1;
    });
    EXPECT_NE(run_planted("deep-stack").exit_code, 0);
}

TEST(ThreadNumber, IsTheThreadsOwnAndStays) {
    const int here = thread_number();
    int there = 0;
    std::thread([&] { there = thread_number(); }).join();
    EXPECT_NE(here, there);
    EXPECT_EQ(here, thread_number());
}

struct fire_and_forget {
    struct promise_type {
        fire_and_forget get_return_object() noexcept { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() noexcept {}
        void unhandled_exception() noexcept { std::terminate(); }
    };
};

fire_and_forget asserts(int value, bool& went_on) {
    CO_ASSERT(value > 0) << "value was " << value;
    CO_ASSERT_EQ(value, 2);
    went_on = true;
}

TEST(CoAssert, LeavesTheCoroutineWithAFailureThatSaysWhy) {
    bool went_on = false;
    asserts(2, went_on);
    EXPECT_TRUE(went_on);

    ::testing::TestPartResultArray failures;
    {
        ::testing::ScopedFakeTestPartResultReporter reporter(&failures);
        went_on = false;
        asserts(-1, went_on);
        EXPECT_FALSE(went_on);
        asserts(3, went_on);
    }
    EXPECT_FALSE(went_on);
    ASSERT_EQ(failures.size(), 2);
    EXPECT_THAT(failures.GetTestPartResult(0).message(),
                AllOf(HasSubstr("value > 0"), HasSubstr("value was -1")));
    EXPECT_THAT(failures.GetTestPartResult(1).message(), HasSubstr("Which is: 3"));
}

}  // namespace
}  // namespace wend::test
