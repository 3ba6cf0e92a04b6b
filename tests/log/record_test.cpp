#include "tests/log/capture.hpp"

#include <wend/core/errors.hpp>

#include <gmock/gmock.h>
#include <cmath>
#include <coroutine>
#include <new>
#include <stdexcept>
#include <thread>
#include <vector>

namespace wend::test {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

TEST(Log, LOG_L04_OutsideOfTasksTheTaskIsNone) {
    const captured_log log;
    log::info("x");
    EXPECT_EQ(log.text(), "MainThread None [INFO] - x\n");
}

TEST(Log, LOG_L04_AForeignThreadIsNumberedAtItsFirstCallAndKeepsItsNumber) {
    const captured_log log{"%N %K"};
    std::thread([] {
        log::info(1);
        log::info(2);
    }).join();
    std::thread([] { log::info(3); }).join();
    const auto lines = log.lines();
    ASSERT_EQ(lines.size(), 3U);
    ASSERT_THAT(lines[0], StartsWith("Thread-"));
    const int number = std::stoi(lines[0].substr(7));
    EXPECT_THAT(lines, ElementsAre(fmt::format("Thread-{} None", number),
                                   fmt::format("Thread-{} None", number),
                                   fmt::format("Thread-{} None", number + 1)));
}

TEST(Log, LOG_L04_AForeignThreadWithANameOfItsOwnHasThatName) {
    const captured_log log{"%N %K"};
    std::thread([] {
        pthread_setname_np(pthread_self(), "reader");
        log::info(1);
    }).join();
    EXPECT_EQ(log.text(), "reader None\n");
}

TEST(Log, NamesForOtherLoggersAreTheSame) {
    run_as(hand_made_identity{"job"}, [] {
        const names mine = current_names();
        EXPECT_EQ(mine.thread, "MainThread");
        EXPECT_EQ(mine.task, "job");
    });
}

TEST(Log, LevelsBelowTheThresholdAreSilent) {
    log::config options;
    options.format = "%V";
    options.level = log::level::warning;
    const captured_log log{options};
    log::trace(0);
    log::debug(0);
    log::info(0);
    log::warning(0);
    log::error(0);
    log::critical(0);
    EXPECT_THAT(log.lines(), ElementsAre("WARNING", "ERROR", "CRITICAL"));
}

TEST(Log, LOG_L09_EachFunctionHasItsLevel) {
    const captured_log log{"%V %v"};
    log::trace("t");
    log::debug("d");
    log::info("i");
    log::warning("w");
    log::error("e");
    log::critical("c");
    log::trace("{}", "t");
    log::debug("{}", "d");
    log::info("{}", "i");
    log::warning("{}", "w");
    log::error("{}", "e");
    log::critical("{}", "c");
    const std::string once = "TRACE t\nDEBUG d\nINFO i\nWARNING w\nERROR e\nCRITICAL c\n";
    EXPECT_EQ(log.text(), once + once);
}

TEST(Log, LOG_L26_OneArgumentIsTheMessageAsItIs) {
    const captured_log log{"%v"};
    log::info(42);
    log::info("100% {}");
    const std::string at_run_time = "{:d} %N";
    log::info(at_run_time);
    log::info(std::string_view{at_run_time}.substr(0, 4));
    log::info(true);
    log::info('c');
    log::info(static_cast<const char*>(nullptr));
    EXPECT_THAT(log.lines(),
                ElementsAre("42", "100% {}", "{:d} %N", "{:d}", "true", "c", "(null)"));
}

TEST(Log, LOG_L26_MoreArgumentsAreFormatted) {
    const captured_log log{"%v"};
    log::info("{} {}", "abc", 3);
    log::info("{}", 3);
    int lvalue = 5;
    const std::string text = "text";
    log::info("{:03} {} {}", lvalue, text, std::string("temporary"));
    EXPECT_THAT(log.lines(), ElementsAre("abc 3", "3", "005 text temporary"));
}

TEST(Log, LOG_L26_TheNamespaceWorksBesideTheLogarithm) {
    const captured_log log{"%v"};
    using namespace wend;
    log::info(std::log(1.0));
    EXPECT_EQ(log.text(), "0\n");
}

TEST(Log, MessagesAreRawByDefault) {
    const captured_log log{"%v"};
    const std::string message("two\nlines\x1b[0m\0end", 17);
    log::info(message);
    EXPECT_EQ(log.text(), message + "\n");
}

TEST(Log, EscapeAllMakesAMessageOnePhysicalLine) {
    log::config options;
    options.format = "%(message)s|";
    options.level = log::level::trace;
    options.escape = log::escape::all;
    const captured_log log{options};
    log::info("a\n2025-01-01 00:00:00,000 MainThread None [INFO] - forged\t\u2028");
    EXPECT_EQ(log.text(),
              "a\\n2025-01-01 00:00:00,000 MainThread None [INFO] - forged\\t\\u2028|\n");
}

template <class T>
struct unprintable {};

}  // namespace
}  // namespace wend::test

template <class T>
struct fmt::formatter<wend::test::unprintable<T>> {
    constexpr auto parse(fmt::format_parse_context& context) { return context.begin(); }
    template <class Context>
    auto format(const wend::test::unprintable<T>&, Context& context) const {
        throw std::runtime_error("no text for it");
        return context.out();
    }
};

namespace wend::test {
namespace {

TEST(Log, AMessageThatCannotBeFormattedSaysWhy) {
    const captured_log log{"%v"};
    log::info(unprintable<int>{});
    log::info("{} {}", 1, unprintable<int>{});
    log::info("{:.{}f}", 1.0, -1);
    const auto lines = log.lines();
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0], "[a message that can't be formatted: no text for it]");
    EXPECT_EQ(lines[1], lines[0]);
    EXPECT_THAT(lines[2], StartsWith("[a message that can't be formatted: "));
}

void throw_nested_runtime_error() {
    try {
        throw std::bad_alloc();
    } catch (...) {
        std::throw_with_nested(std::runtime_error("no room for \"x\""));
    }
}

TEST(Log, LOG_L10_ExceptionFollowsTheRecordWithItsCauses) {
    const captured_log log;
    try {
        throw_nested_runtime_error();
    } catch (const std::exception&) {
        log::exception("reading {} failed", "x");
    }
    log::info("next");
    EXPECT_THAT(log.lines(), ElementsAre("MainThread None [ERROR] - reading x failed",
                                         "std::runtime_error: no room for \"x\"",
                                         "caused by std::bad_alloc: std::bad_alloc",
                                         "MainThread None [INFO] - next"));
}

TEST(Log, LOG_L10_OutsideOfACatchBlockThereIsNoException) {
    const captured_log log{"%V %v"};
    log::exception("why");
    EXPECT_THAT(log.lines(), ElementsAre("ERROR why", "no current exception"));
}

TEST(Log, LOG_L10_ThingsThatAreNoStdExceptionAreNamedToo) {
    const captured_log log{"%v"};
    const auto caught = [](auto thrown) {
        try {
            throw thrown;
        } catch (...) {
            log::exception("x");
        }
    };
    caught(7);
    caught("text");
    caught(operation_cancelled{});
    const auto lines = log.lines();
    ASSERT_EQ(lines.size(), 6U);
    EXPECT_EQ(lines[1], "int");
    EXPECT_EQ(lines[3], "char const*: text");
    EXPECT_THAT(lines[5],
                ::testing::EndsWith("operation_cancelled: wend: this task was asked to stop"));
}

TEST(Log, LOG_L10_WithEscapeAllTheAddedLinesBeginWithATab) {
    log::config options;
    options.format = "%(message)s";
    options.level = log::level::trace;
    options.escape = log::escape::all;
    const captured_log log{options};
    try {
        throw std::runtime_error("bad\ninput");
    } catch (...) {
        log::exception("first\n\tforged");
    }
    EXPECT_THAT(log.lines(), ElementsAre("first\\n\\tforged", "\tstd::runtime_error: bad\\ninput"));
}

TEST(Log, LOG_L10_RecordsOfSeveralThreadsAreNotTornApart) {
    const captured_log log{"%v"};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([] {
            for (int i = 0; i < 200; ++i) {
                try {
                    throw_nested_runtime_error();
                } catch (...) {
                    log::exception("x");
                }
            }
        });
    }
    for (std::thread& t : threads) t.join();
    const auto lines = log.lines();
    ASSERT_EQ(lines.size(), 4U * 200 * 3);
    for (std::size_t i = 0; i < lines.size(); i += 3) {
        ASSERT_EQ(lines[i], "x");
        ASSERT_THAT(lines[i + 1], StartsWith("std::runtime_error"));
        ASSERT_THAT(lines[i + 2], StartsWith("caused by std::bad_alloc"));
    }
}

template <class T>
int in_template(T value) {
    log::info("{} {}", value, 1);
    return __LINE__ - 1;
}

struct eager {
    struct promise_type {
        eager get_return_object() const noexcept { return {}; }
        std::suspend_never initial_suspend() const noexcept { return {}; }
        std::suspend_never final_suspend() const noexcept { return {}; }
        void return_void() const noexcept {}
        void unhandled_exception() { std::terminate(); }
    };
};

eager in_coroutine(int* line) {
    co_await std::suspend_never{};
    log::info("{}", 1);
    *line = __LINE__ - 1;
    log::info("plain");
}

TEST(Log, LOG_L27_RecordsCarryTheCallersFileAndLine) {
    const captured_log log{"%s:%#"};
    log::info("x");
    const int function = __LINE__ - 1;
    const int from_template = in_template("v");
    int coroutine = 0;
    in_coroutine(&coroutine);
    const auto place = [](int line) { return fmt::format("record_test.cpp:{}", line); };
    EXPECT_THAT(log.lines(), ElementsAre(place(function), place(from_template), place(coroutine),
                                         place(coroutine + 2)));
}

TEST(Log, LOG_L27_RecordsCarryTheCallersFunction) {
    const captured_log log{"%!"};
    int line = 0;
    in_coroutine(&line);
    EXPECT_THAT(log.lines(), ElementsAre("in_coroutine", "in_coroutine"));
}

}  // namespace
}  // namespace wend::test
