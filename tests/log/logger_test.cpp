#include "tests/log/capture.hpp"

#include <spdlog/sinks/base_sink.h>

#include <gmock/gmock.h>
#include <atomic>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace wend::test {
namespace {

using ::testing::ElementsAre;

TEST(Logger, TheSameNameGivesTheSameLogger) {
    EXPECT_EQ(log::get_logger("same"), log::get_logger("same"));
    EXPECT_NE(log::get_logger("same"), log::get_logger("other"));
    EXPECT_EQ(log::get_logger(), log::get_logger("root"));
    EXPECT_EQ(log::get_logger(""), log::get_logger("root"));
    EXPECT_EQ(log::get_logger("same")->name(), "same");
}

TEST(Logger, NamesWithControlCharactersAreRefused) {
    EXPECT_THROW(log::get_logger("a\nb"), std::invalid_argument);
    EXPECT_THROW(log::get_logger("\u202E"), std::invalid_argument);
    EXPECT_NO_THROW(log::get_logger("größe"));
}

TEST(Logger, ALevelHoldsForAllBelowThatHaveNoneOfTheirOwn) {
    const auto own = log::get_logger("tree.own"), child = log::get_logger("tree.child"),
               other = log::get_logger("treehouse");
    log::set_level("tree.own", log::level::critical);
    log::set_level("tree", log::level::debug);
    EXPECT_EQ(own->level(), spdlog::level::critical);
    EXPECT_EQ(child->level(), spdlog::level::debug);
    EXPECT_EQ(other->level(), log::get_logger()->level());
    EXPECT_EQ(log::get_logger("tree.made.later")->level(), spdlog::level::debug);
}

TEST(Logger, TheRootsLevelHoldsForAllThatHaveNone) {
    const captured_log log;
    const auto named = log::get_logger("follows.root");
    log::set_level("root", log::level::error);
    EXPECT_EQ(named->level(), spdlog::level::err);
    EXPECT_EQ(log::get_logger()->level(), spdlog::level::err);
}

TEST(Level, NamesAreReadWhateverTheirCase) {
    EXPECT_EQ(log::parse_level("Info"), log::level::info);
    EXPECT_EQ(log::parse_level("WARN"), log::level::warning);
    EXPECT_EQ(log::parse_level("off"), log::level::off);
    EXPECT_EQ(log::parse_level(""), std::nullopt);
    EXPECT_EQ(log::parse_level("inf"), std::nullopt);
    EXPECT_EQ(log::parse_level("infos"), std::nullopt);
}

/// Counts records, and does what the test asks at each.
template <class OnRecord>
class test_sink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    explicit test_sink(OnRecord on_record) : on_record_{std::move(on_record)} {}
    int records() const { return records_; }

private:
    void sink_it_(const spdlog::details::log_msg&) override {
        ++records_;
        on_record_();
    }
    void flush_() override {}

    OnRecord on_record_;
    int records_ = 0;
};

template <class OnRecord>
std::shared_ptr<test_sink<OnRecord>> make_sink(OnRecord on_record) {
    return std::make_shared<test_sink<OnRecord>>(std::move(on_record));
}

TEST(Logger, ARecordMadeWhileOneIsWrittenIsDiscarded) {
    const auto sink = make_sink([] { log::info("from inside"); });
    log::config options;
    options.handlers = {sink};
    options.level = log::level::trace;
    const captured_log log{options};
    log::info("x");
    log::info("y");
    EXPECT_EQ(sink->records(), 2);
}

TEST(Logger, AHandlerThatThrowsDoesNotKeepOthersFromTheirRecord) {
    const auto bad = make_sink([] { throw std::runtime_error("disk full"); });
    const auto good = make_sink([] {});
    log::config options;
    options.handlers = {bad, good};
    options.level = log::level::trace;
    const captured_log log{options};
    ::testing::internal::CaptureStderr();
    log::info("x");
    log::info("y");
    const std::string reported = ::testing::internal::GetCapturedStderr();
    EXPECT_EQ(good->records(), 2);
    EXPECT_THAT(reported, ::testing::HasSubstr("disk full"));
    EXPECT_EQ(split_lines(reported).size(), 1U) << "reported once a second, at most";
}

TEST(Logger, ThreadsThatLogAtOnceWriteWholeRecordsInTheirOrder) {
    const captured_log log{"%N %v"};
    constexpr int threads = 4, records = 500;
    std::vector<std::thread> running;
    for (int t = 0; t < threads; ++t) {
        running.emplace_back([t] {
            set_thread_name(fmt::format("writer {}", t));
            for (int i = 0; i < records; ++i) log::info("{} {}", t, i);
        });
    }
    for (std::thread& t : running) t.join();
    int next[threads] = {};
    const auto lines = log.lines();
    ASSERT_EQ(lines.size(), static_cast<std::size_t>(threads) * records);
    for (const std::string& line : lines) {
        const int t = line.at(7) - '0';
        ASSERT_TRUE(t >= 0 && t < threads);
        ASSERT_EQ(line, fmt::format("writer {} {} {}", t, t, next[t]));
        ++next[t];
    }
}

TEST(Logger, ExchangingTargetsUnderLoadLosesNoRecord) {
    const auto first = make_sink([] {}), second = first;
    const auto third = make_sink([] {});
    log::config options;
    options.handlers = {first};
    options.level = log::level::trace;
    options.reach = log::reach::own;
    const captured_log log{options};
    constexpr int records = 2000;
    std::thread writer([] {
        for (int i = 0; i < records; ++i) log::info(i);
    });
    for (int i = 0; i < 50; ++i) {
        options.handlers = {i % 2 == 0 ? spdlog::sink_ptr{third} : spdlog::sink_ptr{first}};
        options.force = true;
        log::basic_config(options);
    }
    writer.join();
    EXPECT_EQ(first->records() + third->records(), records);
}

}  // namespace
}  // namespace wend::test
