#include "tests/support/counted.hpp"
#include "tests/support/executors.hpp"

#include <gmock/gmock.h>
#include <wend/task/detail/task_state.hpp>
#include <wend/task/this_task.hpp>
#include <wend/task/yield.hpp>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

// What a spawned task's handle gives, and what becomes of outcomes that nobody takes.

namespace wend::test {
namespace {

using ::testing::ElementsAre;

template <class F>
class Handle : public ExecutorSuite<F> {};
TYPED_TEST_SUITE(Handle, every_executor, executor_names);

struct broken : std::runtime_error {
    broken() : std::runtime_error("broken") {}
};

task<std::unique_ptr<int>> owned(int value) {
    co_await yield();
    co_return std::make_unique<int>(value);
}
task<int&> same(int& target) {
    co_await yield();
    co_return target;
}
task<void> sets(bool& ran) {
    co_await yield();
    ran = true;
}
task<bool> takes_every_kind(executor_ref where) {
    int target = 0;
    bool ran = false;
    auto moved = spawn(where, owned(8));
    auto referred = spawn(where, same(target));
    auto nothing = spawn(where, sets(ran));
    const auto got = co_await moved;
    int& alias = co_await referred;
    co_await nothing;
    co_return *got == 8 && &alias == &target&& ran;
}
TYPED_TEST(Handle, GivesMoveOnlyValuesReferencesAndNothing) {
    EXPECT_TRUE(this->run(takes_every_kind(this->executor())));
}

task<int> seven() { co_return 7; }
task<std::string> names_of(executor_ref where) {
    auto given = spawn(where, seven(), {.name = "given"});
    std::string names = given.name();
    given.set_name("renamed");
    names += " " + given.name() + (given.id() != 0 ? " with an id" : "");
    co_await given.ended();
    co_return names;
}
TYPED_TEST(Handle, KnowsTheTasksNameAndId) {
    EXPECT_EQ(this->run(names_of(this->executor())), "given renamed with an id");
}

TEST(JoinHandle, ReadyComesWithTheTasksEndAndTakeTakesIt) {
    manual_executor executor;
    auto handle = spawn(executor, seven());
    EXPECT_FALSE(handle.ready());
    EXPECT_TRUE(handle);
    executor.run_until_idle();
    EXPECT_TRUE(handle.ready());
    EXPECT_EQ(handle.take(), 7);
}

TEST(JoinHandle, IsEmptyAfterAMove) {
    manual_executor executor;
    auto first = spawn(executor, seven());
    auto second = std::move(first);
    EXPECT_FALSE(first);  // NOLINT(bugprone-use-after-move): that is the question
    EXPECT_FALSE(first.ready());
    EXPECT_TRUE(second);
    executor.run_until_idle();
    EXPECT_EQ(second.take(), 7);
}

TEST(JoinHandle, CancelAfterTheEndHasNoEffect) {
    manual_executor executor;
    auto handle = spawn(executor, seven());
    executor.run_until_idle();
    handle.cancel();
    EXPECT_EQ(handle.take(), 7);
}

task<int> stubborn(int turns) {
    for (int i = 0; i < turns; ++i) {
        try {
            co_await yield();
        } catch (const operation_cancelled&) {  // doesn't mind
        }
    }
    co_return turns;
}
TEST(JoinHandle, ATaskThatDoesntMindItsStopGivesItsValue) {
    manual_executor executor;
    auto handle = spawn(executor, stubborn(3));
    executor.step();
    handle.cancel();
    executor.run_until_idle();
    EXPECT_EQ(handle.take(), 3);
}

task<int> awaits(join_handle<int>& waited_for) { co_return co_await waited_for; }
TEST(JoinHandle, CanBeAwaitedAgainAfterAStoppedWait) {
    manual_executor executor;
    auto slow = spawn(executor, stubborn(10));
    auto first = spawn(executor, awaits(slow));
    executor.step();
    executor.step();
    first.cancel();
    while (!first.ready()) executor.step();
    EXPECT_THROW(first.take(), task_cancelled);
    EXPECT_FALSE(slow.ready());
    auto second = spawn(executor, awaits(slow));
    executor.run_until_idle();
    EXPECT_EQ(second.take(), 10);
}

task<int> throws() {
    co_await yield();
    throw broken();
}
task<bool> same_object_twice(executor_ref where) {
    const std::exception* first = nullptr;
    const std::exception* second = nullptr;
    auto handle = spawn(where, throws());
    for (const std::exception** seen : {&first, &second}) {
        try {
            static_cast<void>(co_await handle);
        } catch (const broken& error) {
            *seen = &error;
        }
    }
    co_return first != nullptr&& first == second;
}
TYPED_TEST(Handle, AnExceptionArrivesAsTheSameObject) {
    EXPECT_TRUE(this->run(same_object_twice(this->executor())));
}

TEST(JoinHandle, ATaskThatAwaitsItselfIsABrokenContract) {
    EXPECT_DEATH(
        {
            manual_executor executor;
            join_handle<int> self;
            self = spawn(executor, awaits(self));
            executor.run_until_idle();
        },
        "a task awaits its own handle");
}
TEST(JoinHandle, AwaitingAnEmptyOneIsABrokenContract) {
    EXPECT_DEATH(
        {
            join_handle<int> none;
            sync_wait(none);
        },
        "this join_handle is empty");
}

// ---- nobody takes it

std::vector<std::string> reports;
void note(std::string_view name, std::exception_ptr) noexcept { reports.emplace_back(name); }

class Unhandled : public ::testing::Test {
protected:
    Unhandled() : before_{detail::set_unhandled_handler(&note)} { reports.clear(); }
    ~Unhandled() override { detail::set_unhandled_handler(before_); }
    manual_executor executor_;

private:
    detail::unhandled_handler before_;
};

TEST_F(Unhandled, IsAnErrorWhoseHandleIsDroppedAfterTheEnd) {
    {
        auto handle = spawn(executor_, throws(), {.name = "late"});
        executor_.run_until_idle();
        EXPECT_THAT(reports, ElementsAre()) << "the handle may still take it";
    }
    EXPECT_THAT(reports, ElementsAre("late"));
}
TEST_F(Unhandled, IsAnErrorWhoseHandleWasDroppedBefore) {
    spawn(executor_, throws(), {.name = "early"}).detach();
    executor_.run_until_idle();
    EXPECT_THAT(reports, ElementsAre("early"));
}
TEST_F(Unhandled, IsNoErrorThatWasTaken) {
    auto handle = spawn(executor_, throws());
    executor_.run_until_idle();
    EXPECT_THROW(handle.take(), broken);
    {
        const auto dropped = std::move(handle);
    }
    EXPECT_THAT(reports, ElementsAre());
}
task<void> until_stopped() {
    while (true) co_await yield();
}
TEST_F(Unhandled, IsNoCancellation) {
    auto handle = spawn(executor_, until_stopped());
    executor_.step();
    handle.cancel();
    std::move(handle).detach();
    executor_.run_until_idle();
    EXPECT_THAT(reports, ElementsAre());
}
TEST_F(Unhandled, IsPrintedIfNobodySetAHandler) {
    detail::set_unhandled_handler(nullptr);
    ::testing::internal::CaptureStderr();
    spawn(executor_, throws(), {.name = "printed"}).detach();
    executor_.run_until_idle();
    const std::string line = ::testing::internal::GetCapturedStderr();
    EXPECT_THAT(line, ::testing::HasSubstr("'printed'"));
    EXPECT_THAT(line, ::testing::HasSubstr("broken"));
}

}  // namespace
}  // namespace wend::test
