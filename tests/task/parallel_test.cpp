#include "tests/support/executors.hpp"
#include "tests/support/small_stack.hpp"

#include <gmock/gmock.h>
#include <wend/task/frame_allocator.hpp>
#include <wend/task/parallel.hpp>
#include <wend/task/resume_on.hpp>
#include <wend/task/this_task.hpp>
#include <wend/task/yield.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <memory>
#include <numeric>
#include <ranges>
#include <string>
#include <vector>

// Parallel loops on every executor: what is run, how results are combined, what it costs.

namespace wend::test {
namespace {

template <class F>
class Parallel : public ExecutorSuite<F> {};
TYPED_TEST_SUITE(Parallel, every_executor, executor_names);

std::vector<int> numbers(int count) {
    std::vector<int> made(static_cast<std::size_t>(count));
    std::iota(made.begin(), made.end(), 0);
    return made;
}

/// How an element comes to its end.
enum class way { plain, task, yields };

struct counts {
    std::deque<std::atomic<int>>& runs;
    void operator()(int i) const { ++runs[static_cast<std::size_t>(i)]; }
};
struct counts_in_a_task {
    std::deque<std::atomic<int>>& runs;
    task<void> operator()(int i) const {
        ++runs[static_cast<std::size_t>(i)];
        co_return;
    }
};
struct yields_and_counts {
    std::deque<std::atomic<int>>& runs;
    task<void> operator()(int i) const {
        for (int k = 0; k < i % 3; ++k) co_await yield();
        ++runs[static_cast<std::size_t>(i)];
    }
};

task<void> run_all(way how, std::vector<int>& elements, std::deque<std::atomic<int>>& runs,
                   parallel_options options) {
    if (how == way::plain) co_await parallel_for_each(elements, counts{runs}, options);
    if (how == way::task) co_await parallel_for_each(elements, counts_in_a_task{runs}, options);
    if (how == way::yields) co_await parallel_for_each(elements, yields_and_counts{runs}, options);
}
TYPED_TEST(Parallel, CallsTheBodyOnceForEachElement) {
    allow_seconds(30);
    for (const way how : {way::plain, way::task, way::yields}) {
        for (const int count : {0, 1, 2, 3, 64, 1000}) {
            for (const std::size_t grain : {1, 7, 64, 5000}) {
                auto elements = numbers(count);
                std::deque<std::atomic<int>> runs(elements.size());
                this->run(run_all(how, elements, runs, {.grain = grain}));
                for (const auto& each : runs) ASSERT_EQ(each, 1);
            }
        }
    }
}

/// A monoid that isn't commutative: what is combined in another order is another string.
std::string joined(std::string a, std::string b) { return a + b; }
std::string text_of(int i) { return std::to_string(i) + ","; }
task<std::string> text_after_a_while(int i) {
    for (int k = 0; k < i % 4; ++k) co_await yield();
    co_return text_of(i);
}
std::string texts(int count) {
    std::string all = "first,";
    for (int i = 0; i < count; ++i) all += text_of(i);
    return all;
}
task<std::string> concatenated(way how, int count, reduce_options options) {
    auto elements = numbers(count);
    if (how == way::plain)
        co_return co_await parallel_transform_reduce(elements, std::string("first,"), &joined,
                                                     &text_of, options);
    co_return co_await parallel_transform_reduce(elements, std::string("first,"), &joined,
                                                 &text_after_a_while, options);
}
TYPED_TEST(Parallel, CombinesResultsFromLeftToRight) {
    allow_seconds(60);
    for (const reduce_shape shape : {reduce_shape::by_demand, reduce_shape::fixed}) {
        for (const way how : {way::plain, way::yields}) {
            for (const int count : {0, 1, 2, 3, 10, 500}) {
                for (const std::size_t grain : {1, 3, 100}) {
                    ASSERT_EQ(this->run(concatenated(how, count, {.grain = grain, .shape = shape})),
                              texts(count))
                        << count << " elements, grain " << grain;
                }
            }
        }
    }
}

using owned = std::unique_ptr<int>;
task<owned> owns(int i) { co_return std::make_unique<int>(i); }
owned sum_of(owned a, owned b) { return std::make_unique<int>(*a + *b); }
task<int> sum_of_owners(std::vector<int> elements) {
    owned zero = std::make_unique<int>(0);
    const owned sum =
        co_await parallel_transform_reduce(moved(elements), moved(zero), &sum_of, &owns);
    co_return *sum;
}
TYPED_TEST(Parallel, MovesWhatCantBeCopied) {
    EXPECT_EQ(this->run(sum_of_owners(numbers(101))), 5050);
}

task<bool> by_reference_and_by_value() {
    int given[] = {1, 2, 3};
    co_await parallel_for_each(given, [](int& i) { i *= 2; });
    std::array<int, 2> more{4, 5};
    const int sum = co_await parallel_transform_reduce(
        std::vector<int>(3, 7), 0, [](int a, int b) { return a + b; }, [](int i) { return i; });
    co_await parallel_for_each(more, [](int& i) { ++i; });
    co_return given[0] == 2 && given[2] == 6 && more[1] == 6 && sum == 21;
}
TYPED_TEST(Parallel, UsesAnLvalueByReferenceAndKeepsAnRvalue) {
    EXPECT_TRUE(this->run(by_reference_and_by_value()));
}

/// What is made for each call is there until the call's task has ended, though it takes a reference.
struct waits_with_a_reference {
    std::deque<std::atomic<int>>& runs;
    task<void> operator()(const int& i) const {
        co_await yield();
        ++runs[static_cast<std::size_t>(i)];
    }
};
task<int> itself_after_a_while(const int& i) {
    co_await yield();
    co_return i;
}
const int& the_same(const int& i) { return i; }
int added(int a, int b) { return a + b; }
task<void> over_what_is_made(std::deque<std::atomic<int>>& runs, reduce_options options,
                             int& awaited, int& plain) {
    const auto made = std::views::iota(0, static_cast<int>(runs.size()));
    co_await parallel_for_each(made, waits_with_a_reference{runs});
    awaited = co_await parallel_transform_reduce(made, 0, &added, &itself_after_a_while, options);
    plain = co_await parallel_transform_reduce(made, 0, &added, &the_same, options);
}
TYPED_TEST(Parallel, AnElementThatIsMadeLivesAsLongAsItsCall) {
    allow_seconds(30);
    for (const reduce_shape shape : {reduce_shape::by_demand, reduce_shape::fixed}) {
        std::deque<std::atomic<int>> runs(500);
        int awaited = 0, plain = 0;
        this->run(over_what_is_made(runs, {.grain = 3, .shape = shape}, awaited, plain));
        for (const auto& each : runs) ASSERT_EQ(each, 1);
        EXPECT_EQ(awaited, 499 * 250);
        EXPECT_EQ(plain, 499 * 250);
    }
}

/// As ranges that compute begin() when first asked, and keep it.
struct counts_begins {
    std::vector<int> elements;
    int begins = 0;
    auto begin() {
        ++begins;
        return elements.begin();
    }
    std::size_t size() const { return elements.size(); }
};
task<void> touch(counts_begins& range) {
    co_await parallel_for_each(range, [](int& i) { ++i; });
}
TYPED_TEST(Parallel, AsksTheRangeForItsBeginOnce) {
    counts_begins range{numbers(300)};
    this->run(touch(range));
    EXPECT_EQ(range.begins, 1);
    EXPECT_EQ(range.elements.back(), 300);
}

// ---- elements that wait ---------------------------------------------------------------------

struct waits_for_the_others {
    std::atomic<int>& left;
    task<void> operator()(int i) const {
        if (i == 0) {
            while (left != 0) co_await yield();
        } else {
            --left;
        }
    }
};
task<int> first_waits_for_the_others(std::size_t limit) {
    std::atomic<int> left{499};
    auto elements = numbers(500);
    co_await parallel_for_each(elements, waits_for_the_others{left}, {.limit = limit});
    co_return left.load();
}
TYPED_TEST(Parallel, AnElementThatWaitsHoldsUpNoOther) {
    EXPECT_EQ(this->run(first_waits_for_the_others(1024)), 0);
    EXPECT_EQ(this->run(first_waits_for_the_others(2)), 0) << "one at a time beside it";
}

struct measures_crowd {
    std::atomic<int>& inside;
    std::atomic<int>& most;
    task<void> operator()(int) const {
        const int now = ++inside;
        int seen = most;
        while (seen < now && !most.compare_exchange_weak(seen, now)) {
        }
        co_await yield();
        --inside;
    }
};
task<int> crowd(std::size_t limit) {
    std::atomic<int> inside{0}, most{0};
    auto elements = numbers(2'000);
    co_await parallel_for_each(elements, measures_crowd{inside, most}, {.limit = limit});
    co_return most.load();
}
TYPED_TEST(Parallel, NoMoreElementsAreInProgressThanTheLimit) {
    EXPECT_EQ(this->run(crowd(1)), 1);
    EXPECT_LE(this->run(crowd(7)), 7);
    EXPECT_GT(this->run(crowd(7)), 1);
}

struct hops {
    executor_ref there;
    std::atomic<int>& arrived;
    task<void> operator()(int) const {
        co_await resume_on(there);
        if (current_context()->here() == there) ++arrived;
    }
};
task<bool> hops_and_comes_home(executor_ref there) {
    const executor_ref home = co_await this_task::executor;
    std::atomic<int> arrived{0};
    auto elements = numbers(200);
    co_await parallel_for_each(elements, hops{there, arrived});
    co_return arrived == 200 && current_context()->here() == home;
}
TYPED_TEST(Parallel, ElementsThatEndElsewhereBringTheLoopHome) {
    allow_seconds(30);
    pool other{{.workers = 1, .name = "other"}};
    if constexpr (std::is_same_v<TypeParam, on_manual>) {  // nobody steps it while they are away
        on_pool home;
        EXPECT_TRUE(home.run(hops_and_comes_home(other)));
    } else {
        EXPECT_TRUE(this->run(hops_and_comes_home(other)));
    }
}

task<std::string> name_after_a_while(int) {
    co_await yield();
    co_return this_task::name() + ";";
}
task<bool> same_names() {
    auto elements = numbers(20);
    const std::string names =
        co_await parallel_transform_reduce(elements, std::string(), &joined, &name_after_a_while);
    std::string expected;
    for (int i = 0; i < 20; ++i) expected += this_task::name() + ";";
    co_return names == expected;
}
TYPED_TEST(Parallel, ElementsRunUnderTheLoopsName) { EXPECT_TRUE(this->run(same_names())); }

// ---- memory and stack -----------------------------------------------------------------------

struct measures_frames {
    std::atomic<std::int64_t>& most;
    void measure() const {
        const std::int64_t now = wend::detail::live_frames();
        std::int64_t seen = most;
        while (seen < now && !most.compare_exchange_weak(seen, now)) {
        }
    }
    void operator()(int i) const {
        if (i % 64 == 0) measure();
    }
};
struct measures_frames_of_tasks : measures_frames {
    bool yields;
    task<void> operator()(int i) const {
        if (yields) co_await yield();
        if (i % 64 == 0) measure();
    }
};
task<std::int64_t> most_frames(way how, int count, std::size_t limit) {
    auto elements = numbers(count);
    const std::int64_t before = wend::detail::live_frames();
    std::atomic<std::int64_t> most{before};
    const parallel_options options{.limit = limit};
    if (how == way::plain) {
        co_await parallel_for_each(elements, measures_frames{most}, options);
    } else {
        const measures_frames_of_tasks measure{{most}, how == way::yields};
        co_await parallel_for_each(elements, measure, options);
    }
    co_return most - before;
}
TYPED_TEST(Parallel, AMillionElementsTakeAHandfulOfFrames) {
    allow_seconds(60);
    constexpr int million = 1'000'000;
    // It is about ten. But what is counted while others allocate may miss a batch of blocks that is
    // being handed on.
    constexpr std::int64_t handful = 200;
    EXPECT_LE(this->run(most_frames(way::plain, million, 1024)), handful);
    EXPECT_LE(this->run(most_frames(way::task, million, 1024)), handful);
    constexpr std::int64_t limit = 100;
    EXPECT_LE(this->run(most_frames(way::yields, million / 4, limit)), 2 * limit + handful)
        << "of each part: its own, and its element's";
}

task<int> nested(int depth) {
    if (depth == 0) co_return 1;
    co_return co_await parallel_transform_reduce(
        std::vector<int>(5, depth - 1), 0, [](int a, int b) { return a + b; }, &nested);
}
TYPED_TEST(Parallel, LoopsNest) {
    allow_seconds(60);
    EXPECT_EQ(this->run(nested(6)), 15'625);
}

task<int> down(int depth) {
    if (depth == 0) co_return 0;
    const int below = co_await parallel_transform_reduce(
        std::vector<int>(1, depth - 1), 0, [](int a, int b) { return a + b; }, &down);
    co_return below + 1;
}
task<long> one_each(int) { co_return 1; }
task<long> a_million_in_a_row() {
    auto elements = numbers(1'000'000);
    co_return co_await parallel_transform_reduce(
        elements, 0L, [](long a, long b) { return a + b; }, &one_each);
}
TEST(ParallelStack, IsBoundedForAMillionElementsAndForLoopsInLoops) {
    allow_seconds(60);
    on_stack(small_stack_bytes, [] {
        on_manual one;
        EXPECT_EQ(one.run(a_million_in_a_row()), 1'000'000);
        EXPECT_EQ(one.run(down(20'000)), 20'000);
    });
}

// ---- fixed shape ----------------------------------------------------------------------------

double plus(double a, double b) { return a + b; }
double inverse(int i) { return 1.0 / (i + 1); }
/// The tree that reduce_shape::fixed promises: runs of `grain`, the larger half of them on the left.
double tree(int first, int last, int grain, int count, double init) {
    if (last - first > 1) {
        const int middle = first + (last - first + 1) / 2;
        return tree(first, middle, grain, count, init) + tree(middle, last, grain, count, 0);
    }
    const int begin = first * grain, end = std::min(count, begin + grain);
    double sum = first == 0 ? init + inverse(begin) : inverse(begin);
    for (int i = begin + 1; i < end; ++i) sum += inverse(i);
    return sum;
}
task<double> inverses(int count, std::size_t grain) {
    co_return co_await parallel_transform_reduce(numbers(count), 0.5, &plus, &inverse,
                                                 {.grain = grain, .shape = reduce_shape::fixed});
}
TYPED_TEST(Parallel, FloatsOfAFixedShapeRepeatBitForBit) {
    constexpr int count = 10'007, grain = 64;
    const double expected = tree(0, (count + grain - 1) / grain, grain, count, 0.5);
    for (int round = 0; round < 5; ++round) EXPECT_EQ(this->run(inverses(count, grain)), expected);
}

}  // namespace
}  // namespace wend::test
