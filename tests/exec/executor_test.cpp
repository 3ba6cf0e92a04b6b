#include <wend/exec/executor.hpp>

#include "tests/support/item.hpp"

#include <wend/exec/context.hpp>
#include <wend/exec/inline_executor.hpp>
#include <wend/exec/main_loop.hpp>
#include <wend/exec/manual_executor.hpp>
#include <wend/exec/roster.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace wend {
namespace {

using test::item;
using ::testing::ElementsAre;

/// What a user has to write at the least: a queue that somebody else runs.
struct users_loop {
    std::vector<work_item*> queue;

    void submit(work_item& w) noexcept { queue.push_back(&w); }
    bool running_here() const noexcept {
        const context* here = current_context();
        return here != nullptr && here->here() == executor_ref(const_cast<users_loop&>(*this));
    }
    const char* name() const noexcept { return "mine"; }

    void run_all() {
        context here{*this};
        for (work_item* w : std::exchange(queue, {})) w->run(*w, here);
    }
};

/// One with everything optional, that notes which function was called.
struct users_pool {
    std::vector<std::string> calls;
    roster own;

    void submit(work_item&) noexcept { calls.emplace_back("submit"); }
    void submit(work_item&, context&) noexcept { calls.emplace_back("submit from"); }
    void submit_back(work_item&, context&) noexcept { calls.emplace_back("submit back"); }
    bool running_here() const noexcept { return false; }
    std::string_view name() const noexcept { return "pool"; }
    roster& tasks() noexcept { return own; }
};

struct may_throw {
    void submit(work_item&);
    bool running_here() const noexcept;
    std::string_view name() const noexcept;
};
struct nameless {
    void submit(work_item&) noexcept;
    bool running_here() const noexcept;
};

static_assert(executor<users_loop> && executor<users_pool>);
static_assert(executor<inline_executor> && executor<manual_executor> && executor<main_loop>);
static_assert(executor<executor_ref>, "a reference is as good as the executor");
static_assert(!executor<may_throw>, "submit mustn't throw: an item can't be lost");
static_assert(!executor<nameless>);
static_assert(!executor<int>);

static_assert(sizeof(executor_ref) == 2 * sizeof(void*));
static_assert(std::is_trivially_copyable_v<executor_ref>);
static_assert(!std::is_constructible_v<executor_ref, const users_loop&>);
static_assert(!std::is_constructible_v<executor_ref, users_loop>, "a temporary would dangle");

TEST(ExecutorRef, IsEqualToARefToTheSameExecutorOnly) {
    users_loop a, b;
    const executor_ref ref = a, same = a, other = b;
    EXPECT_EQ(ref, same);
    EXPECT_NE(ref, other);
    EXPECT_EQ(ref.target(), &a);
}

TEST(ExecutorRef, RefersToNothingByDefault) {
    const executor_ref none;
    EXPECT_FALSE(none);
    EXPECT_EQ(none, executor_ref{});
    users_loop a;
    EXPECT_TRUE(executor_ref{a});
    EXPECT_NE(none, executor_ref{a});
}

TEST(ExecutorRef, CopiedFromARefRefersToTheExecutorItself) {
    users_loop a;
    executor_ref first = a;
    executor_ref second = first;
    EXPECT_EQ(second.target(), &a);
}

TEST(ExecutorRef, RunsItemsOnAnExecutorThatAUserWrote) {
    users_loop loop;
    const executor_ref ref = loop;
    bool here_during = false;
    std::string name;
    item work{[&](context& here) {
        here_during = ref.running_here();
        name = here.here().name();
    }};
    ref.submit(work);
    EXPECT_EQ(name, "") << "never inside submit";
    EXPECT_FALSE(ref.running_here());
    loop.run_all();
    EXPECT_TRUE(here_during);
    EXPECT_EQ(name, "mine");
    EXPECT_FALSE(ref.running_here());
}

TEST(ExecutorRef, FallsBackToSubmitWhereTheExecutorHasNoMore) {
    users_loop loop;
    context here{loop};
    const executor_ref ref = loop;
    item one{[] {}}, two{[] {}}, three{[] {}};
    ref.submit(one);
    ref.submit(two, here);
    ref.submit_back(three, here);
    EXPECT_THAT(loop.queue, ElementsAre(&one, &two, &three));
    EXPECT_EQ(&ref.tasks(), &detail::common_roster());
}

TEST(ExecutorRef, CallsTheOptionalFunctionsWhereTheyExist) {
    users_pool pool;
    context here{pool};
    const executor_ref ref = pool;
    item work{[] {}};
    ref.submit(work);
    ref.submit(work, here);
    ref.submit_back(work, here);
    EXPECT_THAT(pool.calls, ElementsAre("submit", "submit from", "submit back"));
    EXPECT_EQ(&ref.tasks(), &pool.own);
}

}  // namespace
}  // namespace wend
