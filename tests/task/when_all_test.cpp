#include "tests/support/counted.hpp"
#include "tests/support/executors.hpp"

#include <gmock/gmock.h>
#include <wend/task/resume_on.hpp>
#include <wend/task/this_task.hpp>
#include <wend/task/when_all_range.hpp>
#include <wend/task/yield.hpp>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>

// Branches of one task: they are all joined, whatever becomes of them.

namespace wend::test {
namespace {

template <class F>
class WhenAll : public ExecutorSuite<F> {};
TYPED_TEST_SUITE(WhenAll, every_executor, executor_names);

struct broken : std::runtime_error {
    broken() : std::runtime_error("broken") {}
};

task<int&> refers(int& target) {
    co_await yield();
    co_return target;
}
task<std::unique_ptr<int>> owns(int value) { co_return std::make_unique<int>(value); }
task<bool> references_and_owners(int& target) {
    auto [alias, owned] = co_await when_all(refers(target), owns(5));
    co_return &alias == &target && *owned == 5;
}
TYPED_TEST(WhenAll, PassesReferencesAndOwnersOn) {
    int target = 0;
    EXPECT_TRUE(this->run(references_and_owners(target)));
}

task<int> nothing_at_all() {
    const std::tuple<> none = co_await when_all();
    static_cast<void>(none);
    std::vector<task<int>> empty;
    const std::vector<int> results = co_await when_all(std::move(empty));
    co_return static_cast<int>(results.size());
}
TYPED_TEST(WhenAll, OfNothingReturnsAtOnce) { EXPECT_EQ(this->run(nothing_at_all()), 0); }

task<void> counts_down(std::atomic<int>& left, counted held) {
    co_await yield();
    left -= held.value();
}
task<void> fails_at_once() {
    throw broken();
    co_return;
}
task<int> joined_after_a_failure() {
    std::atomic<int> left{20};
    std::vector<task<void>> branches;
    for (int i = 0; i < 10; ++i) branches.push_back(counts_down(left, counted(1)));
    branches.push_back(fails_at_once());
    for (int i = 0; i < 10; ++i) branches.push_back(counts_down(left, counted(1)));
    bool thrown = false;
    try {
        co_await when_all(std::move(branches));
    } catch (const broken&) {
        thrown = true;
    }
    co_return thrown ? left.load() : -1;
}
TYPED_TEST(WhenAll, EveryBranchHasEndedWhenAFailureIsThrown) {
    const auto before = counted::total();
    EXPECT_EQ(this->run(joined_after_a_failure()), 0);
    EXPECT_EQ(counted::since(before).faults, 0);
}

task<void> until_stopped(std::atomic<int>& stopped) {
    try {
        while (true) co_await yield();
    } catch (const operation_cancelled&) {
        ++stopped;
        throw;
    }
}
task<int> stops_branches(executor_ref where) {
    std::atomic<int> stopped{0};
    auto parent = spawn(
        where,
        [](std::atomic<int>& n) -> task<void> {
            co_await when_all(until_stopped(n), until_stopped(n), until_stopped(n));
        },
        std::ref(stopped));
    for (int i = 0; i < 10; ++i) co_await yield();
    parent.cancel();
    co_await parent.ended();
    co_return stopped.load();
}
TYPED_TEST(WhenAll, AStopOfTheParentReachesEveryBranchAndIsNoError) {
    EXPECT_EQ(this->run(stops_branches(this->executor())), 3);
}

task<std::string> branch_name() {
    co_await yield();
    co_return this_task::name();
}
task<bool> same_names() {
    auto got = co_await when_all(branch_name(), branch_name());
    const std::string own = this_task::name();
    co_return std::get<0>(got) == own&& std::get<1>(got) == own;
}
TYPED_TEST(WhenAll, BranchesRunUnderTheParentsName) { EXPECT_TRUE(this->run(same_names())); }

task<bool> ends_elsewhere(executor_ref other) {
    executor_ref home = co_await this_task::executor;
    auto hops = [](executor_ref there) -> task<bool> {
        co_await resume_on(there);
        co_return current_context()->here() == there;
    };
    auto got = co_await when_all(hops(other), hops(other));
    co_return std::get<0>(got) && std::get<1>(got) && current_context()->here() == home;
}
TYPED_TEST(WhenAll, BranchesThatEndElsewhereBringTheParentHome) {
    pool other{{.workers = 1, .name = "other"}};
    if constexpr (std::is_same_v<TypeParam, on_manual>) {  // nobody steps it while they are away
        on_pool home;
        EXPECT_TRUE(home.run(ends_elsewhere(other)));
    } else {
        EXPECT_TRUE(this->run(ends_elsewhere(other)));
    }
}

task<int> fork(int n) {
    if (n < 2) co_return n;
    auto got = co_await when_all(fork(n - 1), fork(n - 2));
    co_return std::get<0>(got) + std::get<1>(got);
}
TYPED_TEST(WhenAll, ForksAndJoinsRecursively) {
    allow_seconds(30);
    EXPECT_EQ(this->run(fork(20)), 6765);
}

}  // namespace
}  // namespace wend::test
