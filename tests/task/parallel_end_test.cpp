#include "tests/support/counted.hpp"
#include "tests/support/executors.hpp"

#include <gtest/gtest.h>
#include <wend/task/parallel.hpp>
#include <wend/task/this_task.hpp>
#include <wend/task/yield.hpp>

#include <atomic>
#include <numeric>
#include <stdexcept>
#include <vector>

// How a parallel loop ends when an element fails or a stop is requested.

namespace wend::test {
namespace {

template <class F>
class ParallelEnd : public ExecutorSuite<F> {};
TYPED_TEST_SUITE(ParallelEnd, every_executor, executor_names);

struct broken : std::runtime_error {
    explicit broken(int i) : std::runtime_error("broken"), element(i) {}
    int element;
};

std::vector<int> numbers(int count) {
    std::vector<int> made(static_cast<std::size_t>(count));
    std::iota(made.begin(), made.end(), 0);
    return made;
}

TEST(ParallelOptions, AGrainOrLimitOfNothingIsRefusedAtTheCall) {
    std::vector<int> some{1};
    const auto ignore = [](int) {};
    const auto plus = [](int a, int b) { return a + b; };
    const auto same = [](int i) { return i; };
    EXPECT_THROW(static_cast<void>(parallel_for_each(some, ignore, {.grain = 0})),
                 std::invalid_argument);
    EXPECT_THROW(static_cast<void>(parallel_for_each(some, ignore, {.limit = 0})),
                 std::invalid_argument);
    EXPECT_THROW(static_cast<void>(parallel_transform_reduce(some, 0, plus, same, {.grain = 0})),
                 std::invalid_argument);
}

struct fails {
    std::atomic<int>& started;
    std::atomic<int>& ended;
    int from;
    task<void> operator()(int i) const {
        ++started;
        co_await yield();
        ++ended;
        if (i >= from) throw broken(i);
    }
};
struct failure_seen {
    int started = 0, ended = 0, thrown = 0, suppressed = 0;
};
task<failure_seen> fails_everywhere(int count, std::size_t limit) {
    std::atomic<int> started{0}, ended{0};
    auto elements = numbers(count);
    failure_seen seen;
    try {
        co_await parallel_for_each(elements, fails{started, ended, 0}, {.limit = limit});
    } catch (const broken&) {
        seen.thrown = 1;
        seen.ended = ended;
    }
    seen.started = started;
    const auto others = co_await this_task::suppressed_errors;
    seen.suppressed = static_cast<int>(others.size());
    co_return seen;
}
TYPED_TEST(ParallelEnd, ThrowsTheFirstFailureKeepsTheOthersAndStartsNoMore) {
    const auto seen = this->run(fails_everywhere(10'000, 8));
    EXPECT_EQ(seen.thrown, 1);
    EXPECT_EQ(seen.ended, seen.started) << "what was started had not ended";
    EXPECT_EQ(seen.suppressed, seen.started - 1);
    EXPECT_LE(seen.started, 8);
}

task<int> fails_in_the_middle(std::vector<int>& ran) {
    auto elements = numbers(10);
    try {
        co_await parallel_for_each(elements, [&ran](int i) {
            if (i == 4) throw broken(i);
            ran.push_back(i);
        });
    } catch (const broken& error) {
        co_return error.element;
    }
    co_return -1;
}
TEST(ParallelFailure, OneThreadRunsNothingBehindTheElementThatFails) {
    std::vector<int> ran;
    on_manual one;
    EXPECT_EQ(one.run(fails_in_the_middle(ran)), 4);
    EXPECT_EQ(ran, numbers(4));
}

int fails_to_add(int a, int b) {
    if (a + b > 20) throw broken(a + b);
    return a + b;
}
task<int> after_a_while(int i) {
    co_await yield();
    co_return i;
}
task<bool> cant_combine(reduce_shape shape) {
    auto elements = numbers(50);
    try {
        co_await parallel_transform_reduce(elements, 0, &fails_to_add, &after_a_while,
                                           {.shape = shape});
    } catch (const broken&) {
        co_return true;
    }
    co_return false;
}
TYPED_TEST(ParallelEnd, ThrowsWhatTheReductionThrows) {
    EXPECT_TRUE(this->run(cant_combine(reduce_shape::by_demand)));
    EXPECT_TRUE(this->run(cant_combine(reduce_shape::fixed)));
}

task<counted> counted_after_a_while(int i) {
    co_await yield();
    if (i == 70) throw broken(i);
    co_return counted(i);
}
task<bool> fails_with_results_left(reduce_shape shape) {
    auto elements = numbers(100);
    try {
        co_await parallel_transform_reduce(
            elements, counted(0),
            [](counted a, counted b) { return counted(a.value() + b.value()); },
            &counted_after_a_while, {.shape = shape});
    } catch (const broken&) {
        co_return true;
    }
    co_return false;
}
TYPED_TEST(ParallelEnd, DestroysPartialResultsOfAFailedReduction) {
    const auto before = counted::total();
    EXPECT_TRUE(this->run(fails_with_results_left(reduce_shape::by_demand)));
    EXPECT_TRUE(this->run(fails_with_results_left(reduce_shape::fixed)));
    EXPECT_EQ(counted::since(before).live(), 0);
}

struct until_stopped {
    std::atomic<int>& started;
    std::atomic<int>& stopped;
    task<void> operator()(int) const {
        ++started;
        try {
            while (true) co_await yield();
        } catch (const operation_cancelled&) {
            ++stopped;
            throw;
        }
    }
};
task<void> loops_until_stopped(std::atomic<int>& started, std::atomic<int>& stopped) {
    auto elements = numbers(100);
    co_await parallel_for_each(elements, until_stopped{started, stopped}, {.limit = 5});
}
task<bool> stops_a_loop(executor_ref where) {
    std::atomic<int> started{0}, stopped{0};
    auto loop = spawn(where, loops_until_stopped(started, stopped));
    while (started < 5) co_await yield();
    loop.cancel();
    co_await loop.ended();
    bool cancelled = false;
    try {
        loop.take();
    } catch (const task_cancelled&) {
        cancelled = true;
    }
    co_return cancelled&& started == 5 && stopped == 5;
}
TYPED_TEST(ParallelEnd, AStopReachesWhatIsStartedAndStartsNoMore) {
    EXPECT_TRUE(this->run(stops_a_loop(this->executor())));
}

struct stopped_half_way {
    join_handle<void>* self = nullptr;
    std::vector<int> ran;
};
task<void> stops_itself(stopped_half_way& state) {
    auto elements = numbers(10);
    co_await parallel_for_each(elements, [&state](int i) {
        state.ran.push_back(i);
        if (i == 3) state.self->cancel();
    });
}
TEST(ParallelStop, OneThreadRunsNothingBehindTheElementThatStopsIt) {
    manual_executor one;
    stopped_half_way state;
    auto loop = spawn(one, stops_itself(state));
    state.self = &loop;
    one.run_until_idle();
    ASSERT_TRUE(loop.ready());
    EXPECT_THROW(loop.take(), task_cancelled);
    EXPECT_EQ(state.ran, numbers(4));
}

task<void> stops_itself_at_the_end(stopped_half_way& state, bool& went_on) {
    auto elements = numbers(10);
    co_await parallel_for_each(elements, [&state](int i) {
        if (i == 9) state.self->cancel();
    });
    went_on = true;
}
TEST(ParallelStop, AStopThatLeavesNothingOutIsNoError) {
    manual_executor one;
    stopped_half_way state;
    bool went_on = false;
    auto loop = spawn(one, stops_itself_at_the_end(state, went_on));
    state.self = &loop;
    one.run_until_idle();
    EXPECT_TRUE(went_on);
}

}  // namespace
}  // namespace wend::test
