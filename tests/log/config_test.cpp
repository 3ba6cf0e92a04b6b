#include "tests/log/capture.hpp"

#include <spdlog/sinks/ostream_sink.h>

#include <gmock/gmock.h>
#include <unistd.h>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

namespace wend::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A file that isn't there yet, and isn't there any more afterwards. The child of a death test,
/// which starts at the top of its test, has its parent's.
class scratch_file {
public:
    scratch_file() {
        const char* parents = std::getenv(variable);
        path_ = parents != nullptr ? std::filesystem::path{parents}
                                   : std::filesystem::temp_directory_path() /
                                         fmt::format("wend-log-test-{}", ::getpid());
        std::filesystem::remove(path_);
        ::setenv(variable, path_.c_str(), 1);
    }
    scratch_file(const scratch_file&) = delete;
    scratch_file& operator=(const scratch_file&) = delete;
    ~scratch_file() {
        ::unsetenv(variable);
        std::filesystem::remove(path_);
    }

    std::string path() const { return path_.string(); }
    std::string text() const {
        std::ifstream in{path_};
        return {std::istreambuf_iterator<char>{in}, {}};
    }

private:
    static constexpr const char* variable = "WEND_LOG_TEST_FILE";
    std::filesystem::path path_;
};

log::config to_file(const scratch_file& file) {
    log::config options;
    options.filename = file.path();
    options.format = "%v";
    options.level = log::level::trace;
    return options;
}

/// What basic_config() says against `options`.
std::string refusal(log::config options) {
    options.force = true;
    try {
        log::basic_config(std::move(options));
        return {};
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
}

TEST(Log, LOG_L11_ASecondCallDoesNothing) {
    const captured_log log{"%v"};
    EXPECT_FALSE(log::basic_config({.level = log::level::off, .format = "changed %v"}));
    log::info("x");
    EXPECT_EQ(log.text(), "x\n");
}

TEST(Log, LOG_L26_TheKeywordArgumentsGiveNoWarning) {  // warnings are errors here
    const captured_log log;
    EXPECT_FALSE(wend::log::basic_config(
        {.stream = stdout,
         .level = wend::log::level::info,
         .format = "%(asctime)s %(threadName)s %(taskName)s [%(levelname)s] - %(message)s"}));
}

TEST(Log, LOG_L11_AForcedCallReplaces) {
    const captured_log first{"first %v"};
    log::info("a");
    {
        const captured_log second{"second %v"};
        log::info("b");
        EXPECT_EQ(second.text(), "second b\n");
    }
    EXPECT_EQ(first.text(), "first a\n");
}

using LogDeathTest = ::testing::Test;

TEST(LogDeathTest, LOG_L11_BeforeTheCallWarningsGoToStderrInTheDefaultFormat) {
    EXPECT_EXIT(
        {
            log::info("quiet");
            log::warning("first");
            const bool took_effect =
                log::basic_config({.level = log::level::info, .format = "later %v"});
            log::info("second");
            std::exit(took_effect ? 0 : 1);
        },
        ::testing::ExitedWithCode(0),
        ::testing::ContainsRegex(
            "^[0-9]+-[0-9]+-[0-9]+ [0-9]+:[0-9]+:[0-9]+,[0-9]+ MainThread None "
            "\\[WARNING\\] - first\nlater second\n$"));
}

TEST(LogDeathTest, LOG_L11_DefaultsAreWarningAndStderr) {
    EXPECT_EXIT(
        {
            log::basic_config();
            log::info("quiet");
            log::warning("loud");
            std::exit(0);
        },
        ::testing::ExitedWithCode(0),
        ::testing::ContainsRegex(
            "^[-0-9]+ [:0-9]+,[0-9]+ MainThread None \\[WARNING\\] - loud\n$"));
}

TEST(LogDeathTest, RecordsOfStaticDestructorsAreWritten) {
    const scratch_file file;
    EXPECT_EXIT(
        {
            struct at_exit {
                ~at_exit() { log::info("from a destructor"); }
            };
            static const at_exit goes_after_logging;
            log::basic_config({.filename = file.path(), .level = log::level::info, .format = "%v"});
            log::info("before");
            std::exit(0);
        },
        ::testing::ExitedWithCode(0), "");
    EXPECT_EQ(file.text(), "before\nfrom a destructor\n");
}

TEST(Log, LOG_L11_AppendKeepsAFileAndWriteStartsItAnew) {
    const scratch_file file;
    for (const char mode : {'w', 'a', 'a'}) {
        log::config options = to_file(file);
        options.filemode = mode;
        const captured_log log{options};
        log::info(std::string(1, mode));
    }
    EXPECT_EQ(file.text(), "w\na\na\n");
    log::config options = to_file(file);
    options.filemode = 'w';
    const captured_log log{options};
    EXPECT_EQ(file.text(), "");
}

TEST(Log, LOG_L11_PythonFormatAndItsPatternPrintTheSameBytes) {
    const auto printed = [](std::string_view pattern) {
        spdlog::details::log_msg msg{spdlog::source_loc{"dir/file.cpp", 7, "work"}, "net.tcp",
                                     spdlog::level::warn, "a message"};
        msg.time = spdlog::log_clock::time_point{} + std::chrono::milliseconds{1677903920123};
        spdlog::memory_buf_t text;
        log::formatter(pattern)->format(msg, text);
        return fmt::to_string(text);
    };
    EXPECT_EQ(printed("%(asctime)s %(threadName)s %(taskName)s [%(levelname)s] - %(message)s"),
              printed("%Y-%m-%d %H:%M:%S,%e %N %K [%V] - %v"));
    EXPECT_EQ(
        printed("%(name)-10s|%(levelname)10s|%(filename)s:%(lineno)d|%(funcName)s|%(msecs)03d|%%"),
        printed("%-10n|%10V|%s:%#|%!|%e|%%"));
    EXPECT_EQ(printed("%(process)d %(thread)d %(pathname)s"), printed("%P %t %g"));
    EXPECT_EQ(printed("%(funcName)s|%(name)s|%(lineno)d"), "work|net.tcp|7\n");
}

TEST(Log, LOG_L11_WrongArgumentsAreNamed) {
    EXPECT_THAT(refusal({.format = "%(message)s %(colour)s"}), HasSubstr("'colour'"));
    EXPECT_THAT(refusal({.stream = stderr, .filename = "x"}), HasSubstr("not both"));
    const auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(std::cerr);
    EXPECT_THAT(refusal({.stream = stderr, .handlers = {sink}}), HasSubstr("handlers"));
    EXPECT_THAT(refusal({.filename = "x", .handlers = {sink}}), HasSubstr("handlers"));
    EXPECT_THAT(refusal({.handlers = {nullptr}}), HasSubstr("null"));
    EXPECT_THAT(refusal({.filemode = 'r'}), HasSubstr("filemode"));
}

TEST(Log, LOG_L11_ARefusedCallChangesNothing) {
    const captured_log log{"%v"};
    EXPECT_NE(refusal({.level = log::level::off, .format = "%(colour)s"}), "");
    EXPECT_THROW(log::basic_config({.filename = "/", .level = log::level::off, .force = true}),
                 spdlog::spdlog_ex);
    log::info("x");
    EXPECT_EQ(log.text(), "x\n");
}

TEST(Log, LoggersTakenBeforeTheCallFollowIt) {
    const auto logger = log::get_logger("taken.before");
    const captured_log log{"%n %v"};
    logger->info("x");
    EXPECT_EQ(log.text(), "taken.before x\n");
}

TEST(Log, HandlersGetTheFormatAndEveryRecord) {
    std::ostringstream one, two;
    using sink = spdlog::sinks::ostream_sink_mt;
    log::config options;
    options.handlers = {std::make_shared<sink>(one), std::make_shared<sink>(two)};
    options.format = "<%(message)s>";
    options.level = log::level::trace;
    const captured_log log{options};
    log::info("x");
    EXPECT_EQ(one.str(), "<x>\n");
    EXPECT_EQ(two.str(), "<x>\n");
}

TEST(Log, AFileIsFlushedByTheLevelThatAsksForIt) {
    const scratch_file file;
    const captured_log log{to_file(file)};
    log::info("flushed: a second or more since the last");
    const std::string first = file.text();
    log::info("waits");
    EXPECT_EQ(file.text(), first);
    log::error("asks");
    EXPECT_EQ(split_lines(file.text()).back(), "asks");
}

TEST(Log, AFileIsFlushedByTheFirstRecordASecondLater) {
    const scratch_file file;
    const captured_log log{to_file(file)};
    const auto logger = log::get_logger();
    const auto now = spdlog::log_clock::now();
    const auto write = [&](int milliseconds) {
        logger->log(now + std::chrono::milliseconds{milliseconds}, {}, spdlog::level::info, "x");
        return split_lines(file.text()).size();
    };
    EXPECT_EQ(write(0), 1U);
    EXPECT_EQ(write(999), 1U);
    EXPECT_EQ(write(1000), 3U);
    EXPECT_EQ(write(1001), 3U);
}

TEST(Log, LOG_L28_TheEnvironmentOverridesLevels) {
    ::setenv("WEND_LOG_LEVEL", "warning,l28=debug", 1);
    {
        const captured_log log{"%n %V"};
        ::unsetenv("WEND_LOG_LEVEL");
        for (const char* name : {"root", "l28", "l28.tcp", "l28x"}) {
            log::get_logger(name)->trace("x");
            log::get_logger(name)->debug("x");
            log::get_logger(name)->warn("x");
        }
        EXPECT_THAT(log.lines(), ElementsAre("root WARNING", "l28 DEBUG", "l28 WARNING",
                                             "l28.tcp DEBUG", "l28.tcp WARNING", "l28x WARNING"));
    }
}

TEST(Log, LOG_L28_AnUnknownLevelInTheEnvironmentIsReportedAndIgnored) {
    ::setenv("WEND_LOG_LEVEL", "loud,,l28.b=error", 1);
    const captured_log log{"%V %v"};
    ::unsetenv("WEND_LOG_LEVEL");
    log::get_logger("l28.b")->warn("silent");
    log::trace("x");
    EXPECT_THAT(log.lines(),
                ElementsAre("WARNING WEND_LOG_LEVEL: 'loud' is not a level: ignored", "TRACE x"));
}

}  // namespace
}  // namespace wend::test
