#include "tests/log/capture.hpp"

#include <wend/exec/manual_executor.hpp>

#include <spdlog/logger.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <gmock/gmock.h>
#include <chrono>
#include <ctime>
#include <memory>
#include <thread>

namespace wend::test {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;
using namespace std::chrono_literals;
using clock = spdlog::log_clock;

/// One record, formatted as `pattern` says. Only what a test sets is there.
std::string formatted(const std::string& pattern, spdlog::details::log_msg msg) {
    spdlog::memory_buf_t text;
    log::formatter(pattern)->format(msg, text);
    return fmt::to_string(text);
}
std::string formatted(const std::string& pattern) {
    return formatted(pattern, {"logger", spdlog::level::info, "message"});
}

/// Sets the time zone while it lives.
class time_zone {
public:
    explicit time_zone(const char* name) {
        if (const char* old = std::getenv("TZ")) old_ = old;
        set(name);
    }
    time_zone(const time_zone&) = delete;
    time_zone& operator=(const time_zone&) = delete;
    ~time_zone() { old_.empty() ? unset() : set(old_.c_str()); }
    static void set(const char* name) {
        ::setenv("TZ", name, 1);
        ::tzset();
    }

private:
    static void unset() {
        ::unsetenv("TZ");
        ::tzset();
    }
    std::string old_;
};

spdlog::details::log_msg at(clock::time_point time) {
    spdlog::details::log_msg msg{"logger", spdlog::level::info, "message"};
    msg.time = time;
    return msg;
}
clock::time_point seconds_after_epoch(std::int64_t s) {
    return clock::time_point{} + std::chrono::seconds{s};
}

TEST(Log, LOG_L09_LevelsAreWholeWordsInUpperCase) {
    std::string words;
    for (const auto l : {spdlog::level::trace, spdlog::level::debug, spdlog::level::info,
                         spdlog::level::warn, spdlog::level::err, spdlog::level::critical}) {
        words += formatted("%V", {"logger", l, "message"});
    }
    EXPECT_EQ(words, "TRACE\nDEBUG\nINFO\nWARNING\nERROR\nCRITICAL\n");
}

TEST(Log, LOG_L09_LevelsArePaddedOnRequest) {
    EXPECT_EQ(formatted("%-8V|"), "INFO    |\n");
    EXPECT_EQ(formatted("%(levelname)-8s|"), "INFO    |\n");
}

TEST(Log, LOG_L12_PaddingTruncationAndCentringOfOurFlags) {
    EXPECT_EQ(formatted("%-12N|%8K|%=9N|%4!N|"), "MainThread  |    None|MainThread|Main|\n");
    EXPECT_EQ(formatted("%=13N|"), " MainThread  |\n");
}

TEST(Log, LOG_L12_ColourGoesAroundTheLevelOnly) {
    char* data = nullptr;
    std::size_t size = 0;
    std::FILE* memory = ::open_memstream(&data, &size);
    spdlog::sinks::ansicolor_sink<spdlog::details::console_nullmutex> sink{
        memory, spdlog::color_mode::always};
    sink.set_formatter(log::formatter("%N %^%V%$ %v"));
    const std::string colour{sink.green.data(), sink.green.size()};
    const std::string reset{sink.reset.data(), sink.reset.size()};
    sink.log({"logger", spdlog::level::info, "message"});
    std::fclose(memory);
    EXPECT_EQ(std::string(data, size), "MainThread " + colour + "INFO" + reset + " message\n");
    std::free(data);
}

TEST(Log, LOG_L12_StockLoggersMadeBeforeAndAfterAndByHandPrintNames) {
    std::ostringstream before, after, by_hand;
    using sink = spdlog::sinks::ostream_sink_mt;
    const auto first = std::make_shared<spdlog::logger>("before", std::make_shared<sink>(before));
    spdlog::register_logger(first);
    {
        const captured_log log{"%N %K [%V] - %v"};
        const auto second = spdlog::create<sink>("after", after);
        spdlog::logger third{"by hand", std::make_shared<sink>(by_hand)};
        third.set_formatter(log::formatter("%(threadName)s %(taskName)s: %(message)s"));
        run_as(hand_made_identity{"job"}, [&] {
            first->info("a");
            second->info("b");
            third.info("c");
        });
    }
    spdlog::drop("before");
    spdlog::drop("after");
    EXPECT_EQ(before.str(), "MainThread job [INFO] - a\n");
    EXPECT_EQ(after.str(), "MainThread job [INFO] - b\n");
    EXPECT_EQ(by_hand.str(), "MainThread job: c\n");
}

TEST(Log, SetPatternKeepsTheFlagsInOurLoggersAndInStockOnes) {
    std::ostringstream stock;
    const captured_log log;
    const auto logger = spdlog::create<spdlog::sinks::ostream_sink_mt>("stock", stock);
    log::set_pattern("<%K> %v");
    logger->info("a");
    log::info("b");
    spdlog::drop("stock");
    EXPECT_EQ(stock.str(), "<None> a\n");
    EXPECT_EQ(log.text(), "<None> b\n");
}

TEST(Log, ReachOwnLeavesStockLoggersAlone) {
    std::ostringstream stock;
    const auto logger = spdlog::create<spdlog::sinks::ostream_sink_mt>("stock", stock);
    spdlog::set_formatter(log::formatter("stock: %v"));
    log::config options;
    options.reach = log::reach::own;
    const captured_log log{options};
    logger->info("a");
    spdlog::drop("stock");
    EXPECT_EQ(stock.str(), "stock: a\n");
}

TEST(Log, LOG_L14_MillisecondsAreTruncatedNeverRounded) {
    const time_zone zone{"UTC"};
    const auto stamp = seconds_after_epoch(1677903920) + 999'999'900ns;
    EXPECT_EQ(formatted("%(asctime)s", at(stamp)), "2023-03-04 04:25:20,999\n");
    EXPECT_EQ(formatted("%J", at(stamp)), "2023-03-04 04:25:20,999\n");
    EXPECT_EQ(formatted("%J", at(seconds_after_epoch(1677903920))), "2023-03-04 04:25:20,000\n");
}

TEST(Log, LOG_L14_HoursFollowTheTimeZoneAndItsDaylightSaving) {
    const time_zone zone{"CET-1CEST,M3.5.0,M10.5.0/3"};
    const auto format = log::formatter("%Y-%m-%d %H:%M:%S,%e|%J");
    const auto text = [&](std::int64_t second) {
        spdlog::memory_buf_t to;
        format->format(at(seconds_after_epoch(second)), to);
        return fmt::to_string(to);
    };
    EXPECT_EQ(text(1679792399), "2023-03-26 01:59:59,000|2023-03-26 01:59:59,000\n");
    EXPECT_EQ(text(1679792400), "2023-03-26 03:00:00,000|2023-03-26 03:00:00,000\n");
    time_zone::set("UTC");
    EXPECT_EQ(text(1679792401), "2023-03-26 01:00:01,000|2023-03-26 01:00:01,000\n");
}

TEST(Log, LOG_L14_UtcByOption) {
    const time_zone zone{"CET-1"};
    const auto logged = [](bool utc) {
        log::config options;
        options.format = "%H %J";
        options.datefmt = "%H";
        options.utc = utc;
        options.level = log::level::trace;
        const captured_log log{options};
        log::get_logger()->log(seconds_after_epoch(3600 * 4), {}, spdlog::level::info, "x");
        return log.text();
    };
    EXPECT_EQ(logged(false), "05 05\n");
    EXPECT_EQ(logged(true), "04 04\n");
}

TEST(Log, DatefmtIsStrftimeTextWithoutMilliseconds) {
    log::config options;
    options.format = "%(asctime)s|%(asctime)-12s|%(message)s";
    options.datefmt = "day %j%%";
    options.utc = true;
    options.level = log::level::trace;
    const captured_log log{options};
    log::get_logger()->log(seconds_after_epoch(86400 * 4), {}, spdlog::level::info, "x");
    EXPECT_EQ(log.text(), "day 005%|day 005%    |x\n");
}

TEST(Log, DatefmtMayPrintNothingOrMuch) {
    for (const std::size_t repeated : {0U, 100U}) {
        log::config options;
        options.format = "%(asctime)s|";
        options.utc = true;
        options.level = log::level::trace;
        std::string wanted;
        options.datefmt = "%%";
        for (std::size_t i = 0; i < repeated; ++i) {
            options.datefmt += "%Y";
            wanted += "1970";
        }
        const captured_log log{options};
        log::get_logger()->log(seconds_after_epoch(0), {}, spdlog::level::info, "x");
        EXPECT_EQ(log.text(), "%" + wanted + "|\n");
    }
}

TEST(Log, LOG_L16_NamesAndMessagesOfAnyScriptKeepTheirBytes) {
    const captured_log log{"%K|%v"};
    run_as(hand_made_identity{"größe 名前 задача 🙂"}, [] { log::info("привет 世界"); });
    EXPECT_EQ(log.text(), "größe 名前 задача 🙂|привет 世界\n");
}

TEST(Log, LOG_L16_PaddingCountsCodePoints) {
    const hand_made_identity task{"größe名"};
    std::string text;
    run_as(task, [&] { text = formatted("%8K|%-8K|%=9K|%5!K|"); });
    EXPECT_EQ(text, "  größe名|größe名  | größe名  |größe|\n");
}

TEST(Log, LOG_L16_LongTaskNamesAreCutAndLongMessagesAreNot) {
    const captured_log log{"%K|%v"};
    std::string name = "x";  // so that the limit falls inside of a character
    while (name.size() < 10'000) name += "ö";
    const std::string message(1 << 20, 'm');
    run_as(hand_made_identity{name}, [&] { log::info(message); });
    EXPECT_EQ(log.text(), name.substr(0, 4095) + "…|" + message + "\n");
}

TEST(Log, NamesAreOnePrintableField) {
    std::string text;
    const hand_made_identity task{"a\nb\x1b[2J\u202Ec\xff"};
    run_as(task, [&] { text = formatted("%K"); });
    EXPECT_EQ(text, "a\\nb\\x1b[2J\\u202ec\\xff\n");
    std::thread([&] {
        set_thread_name("t\r1");
        text = formatted("%N");
    }).join();
    EXPECT_EQ(text, "t\\r1\n");
}

TEST(Log, AnEmptyTaskNamePrintsAnEmptyField) {
    std::string text;
    const hand_made_identity task{"before"};
    task->set_name("");
    run_as(task, [&] { text = formatted("%N %K [%V]"); });
    EXPECT_EQ(text, "MainThread  [INFO]\n");
}

TEST(Log, ARenameShowsInTheNextRecord) {
    const captured_log log{"%N %K %v"};
    const hand_made_identity task{"first"};
    run_as(task, [&] {
        log::info(1);
        task->set_name("second");
        log::info(2);
    });
    EXPECT_THAT(log.lines(), ElementsAre("MainThread first 1", "MainThread second 2"));
}

TEST(Log, IdWorkerAndExecutorAreDashesOutside) { EXPECT_EQ(formatted("%k %W %Q"), "- - -\n"); }

TEST(Log, IdWorkerAndExecutorOfARunningTask) {
    manual_executor executor{"by\nhand"};
    const hand_made_identity first, second;
    const context here{executor, nullptr, 3};
    EXPECT_EQ(formatted("%W %Q"), "3 by\\nhand\n");
    std::string a, b;
    run_as(first, [&] { a = formatted("%k"); });
    run_as(second, [&] { b = formatted("%k"); });
    EXPECT_THAT(a, MatchesRegex("[0-9]+\n"));
    EXPECT_NE(a, b);
}

TEST(Log, FunctionNamesCanBePadded) {
    spdlog::details::log_msg msg{spdlog::source_loc{"dir/file.cpp", 7, "work"}, "logger",
                                 spdlog::level::info, "message"};
    EXPECT_EQ(formatted("%(funcName)-6s|%(filename)s:%(lineno)d", msg), "work  |file.cpp:7\n");
    EXPECT_EQ(formatted("%(funcName)6s|"), "      |\n") << "no place is known";
}

TEST(Log, AFormatterIsClonedWithItsFlags) {
    const auto original = log::formatter("%4!N %V %J");
    const auto copy = original->clone();
    const auto msg = at(seconds_after_epoch(1'000'000));
    spdlog::memory_buf_t a, b;
    original->format(msg, a);
    copy->format(msg, b);
    EXPECT_EQ(fmt::to_string(a), fmt::to_string(b));
    EXPECT_EQ(fmt::to_string(b).substr(0, 9), "Main INFO");
}

}  // namespace
}  // namespace wend::test
