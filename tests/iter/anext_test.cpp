#include "sources.hpp"
#include "tests/support/executors.hpp"

#include <gmock/gmock.h>

// anext, its default, and aiter: cases B.

namespace wend::test {
namespace {

using ::testing::ElementsAre;

template <class F>
class Anext : public ExecutorSuite<F> {};
TYPED_TEST_SUITE(Anext, every_executor, executor_names);

template <class I>
task<std::string> ask(I& it) {
    try {
        const int item = co_await anext(it);
        co_return std::to_string(item);
    } catch (const stop_async_iteration&) {
        co_return "end";
    }
}

task<journal> four_requests() {
    journal log;
    auto it = counting(2);
    for (int i = 0; i < 4; ++i) log.push_back(co_await ask(it));
    co_return log;
}
TYPED_TEST(Anext, IT_B01_ThrowsTheEndSignalAfterTheItems) {
    EXPECT_THAT(this->run(four_requests()), ElementsAre("1", "2", "end", "end"));
}

task<std::vector<int>> four_with_default() {
    std::vector<int> items;
    numbers it(2);
    for (int i = 0; i < 4; ++i) items.push_back(co_await anext(it, -1));
    co_return items;
}
TYPED_TEST(Anext, IT_B02_GivesTheDefaultAtTheEnd) {
    EXPECT_THAT(this->run(four_with_default()), ElementsAre(1, 2, -1, -1));
}

task<journal> after_the_end() {
    journal log;
    auto it = counting(0);
    for (int i = 0; i < 3; ++i) {
        log.push_back(co_await ask(it));
        const int with_default = co_await anext(it, 9);
        log.push_back(std::to_string(with_default));
    }
    co_return log;
}
TYPED_TEST(Anext, IT_B03_TheEndStaysTheEnd) {
    EXPECT_THAT(this->run(after_the_end()), ElementsAre("end", "9", "end", "9", "end", "9"));
}

task<int> default_of_a_failure() {
    auto it = failing(0);
    co_return co_await anext(it, 9);
}
TYPED_TEST(Anext, IT_B04_AFailureIsNotReplacedByTheDefault) {
    EXPECT_THROW(this->run(default_of_a_failure()), source_failed);
}

task<std::vector<int>> drops_a_request() {
    std::vector<int> seen;
    auto generator = counting(3);
    numbers hand_written(3);
    {
        [[maybe_unused]] auto dropped = next(generator);
        [[maybe_unused]] auto also = anext(hand_written);
    }
    seen.push_back(co_await anext(generator));
    seen.push_back(co_await anext(hand_written));
    seen.push_back(hand_written.asked);
    co_return seen;
}
TYPED_TEST(Anext, IT_B05_ADroppedRequestConsumesNothing) {
    EXPECT_THAT(this->run(drops_a_request()), ElementsAre(1, 1, 1));
}

task<std::vector<int>> awaits_in_another_order() {
    numbers it(3);
    auto a = anext(it);
    auto b = anext(it);
    std::vector<int> seen(2);
    seen[1] = co_await std::move(b);
    seen[0] = co_await std::move(a);
    co_return seen;
}
TYPED_TEST(Anext, IT_B06_ItemsFollowTheOrderOfTheAwaits) {
    EXPECT_THAT(this->run(awaits_in_another_order()), ElementsAre(2, 1));
}

task<std::string> awaits_twice() {
    auto it = counting(3);
    auto request = anext(it);
    const int first = co_await std::move(request);
    std::string log = std::to_string(first);
    try {
        static_cast<void>(co_await std::move(request));
    } catch (const std::logic_error&) {
        log += " refused ";
    }
    const int second = co_await anext(it);
    co_return log + std::to_string(second);
}
TYPED_TEST(Anext, IT_B07_ASecondAwaitOfOneRequestIsRefusedAndHarmsNothing) {
    EXPECT_EQ(this->run(awaits_twice()), "1 refused 2");
}

int evaluated(int& times) { return ++times; }
task<std::vector<int>> evaluates_the_default() {
    int times = 0;
    auto it = counting(1);
    auto request = anext(it, evaluated(times));
    const int at_the_call = times;
    const int item = co_await std::move(request);
    std::vector<int> seen;
    seen.push_back(at_the_call);
    seen.push_back(item);
    seen.push_back(times);
    co_return seen;
}
TYPED_TEST(Anext, IT_B08_TheDefaultIsEvaluatedOnceAtTheCall) {
    EXPECT_THAT(this->run(evaluates_the_default()), ElementsAre(1, 1, 1));
}

TEST(Aiter, IT_B09_OfAnIteratorIsTheIterator) {
    auto generator = counting(1);
    EXPECT_EQ(&aiter(aiter(generator)), &generator);
}

}  // namespace
}  // namespace wend::test
