#include <wend/exec/context.hpp>

#include "tests/support/item.hpp"
#include "tests/support/routine.hpp"
#include "tests/support/small_stack.hpp"
#include "tests/support/test.hpp"

#include <wend/exec/identity.hpp>
#include <wend/exec/inline_executor.hpp>
#include <wend/exec/manual_executor.hpp>

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <thread>

namespace wend {
namespace {

using test::item;
using test::routine;

routine one() { co_return 1; }

routine many_in_a_row(int count) {
    int sum = 0;
    for (int i = 0; i < count; ++i) sum += co_await one();
    co_return sum;
}

routine nested(int depth) {
    if (depth == 0) co_return 0;
    const int below = co_await nested(depth - 1);
    co_return below + 1;
}

/// Each step of a long row goes down a little, too.
routine row_of_nests(int count, int depth) {
    int sum = 0;
    for (int i = 0; i < count; ++i) sum += co_await nested(depth);
    co_return sum;
}

int run_on_small_stack(routine r) {
    test::on_stack(test::small_stack_bytes, [&] {
        manual_executor e;
        item work{[&](context& here) { r.drive(here); }};
        e.submit(work);
        e.run_until_idle();
    });
    EXPECT_TRUE(r.done());
    return r.result();
}

TEST(Transfer, R04AMillionSequentialAwaitsFitASmallStack) {
    test::allow_seconds(30);
    EXPECT_EQ(run_on_small_stack(many_in_a_row(1'000'000)), 1'000'000);
}

TEST(Transfer, R04AHundredThousandNestedAwaitsFitASmallStack) {
    EXPECT_EQ(run_on_small_stack(nested(100'000)), 100'000);
}

TEST(Transfer, R04ARowOfNestsFitsASmallStack) {
    EXPECT_EQ(run_on_small_stack(row_of_nests(1'000, 500)), 500'000);
}

[[gnu::noinline]] std::coroutine_handle<> transfer_here(context& ctx, std::coroutine_handle<> h) {
    return ctx.transfer(h);
}

/// transfer() called from `bytes` further down. Dynamic, since a sanitizer may keep fixed arrays on
/// another stack.
[[gnu::noinline]] std::coroutine_handle<> transfer_from_below(context& ctx,
                                                              std::coroutine_handle<> h,
                                                              std::size_t bytes) {
    volatile auto* frame = static_cast<volatile char*>(__builtin_alloca(bytes));
    frame[0] = 1;
    const auto given = transfer_here(ctx, h);
    return frame[0] == 1 ? given : nullptr;  // the frame is in use to the end
}

struct from_below {
    context* ctx;
    std::size_t bytes;
    bool put_off = false;
    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> h) noexcept {
        const auto given = transfer_from_below(*ctx, h, bytes);
        put_off = given != h;
        return given;
    }
    bool await_resume() const noexcept { return put_off; }
};

routine puts_off(context& ctx) {
    const bool shallow = co_await from_below{&ctx, 16};
    const bool deep = co_await from_below{&ctx, detail::max_nested_bytes};
    co_return (shallow ? 10 : 0) + (deep ? 1 : 0);
}

TEST(Transfer, UnwindsToDriveFromTooFarDownAndOnlyThen) {
    inline_executor e;
    context here{e};
    routine r = puts_off(here);
    r.drive(here);
    ASSERT_TRUE(r.done()) << "drive() goes on with what was put off";
    EXPECT_EQ(r.result(), 1);
}

TEST(Context, IsCurrentUntilItEnds) {
    inline_executor a, b;
    EXPECT_EQ(current_context(), nullptr);
    {
        int local = 0;
        context outer{a, &local, 3};
        EXPECT_EQ(current_context(), &outer);
        EXPECT_EQ(current_context()->here(), executor_ref{a});
        EXPECT_EQ(outer.local(), &local);
        EXPECT_EQ(outer.lane(), nullptr);
        EXPECT_EQ(outer.worker(), 3);
        EXPECT_EQ(outer.outer(), nullptr);
        {
            context inner{b};
            EXPECT_EQ(current_context(), &inner);
            EXPECT_EQ(inner.outer(), &outer);
            EXPECT_EQ(inner.worker(), -1);
        }
        EXPECT_EQ(current_context(), &outer);
    }
    EXPECT_EQ(current_context(), nullptr);
}

TEST(Context, IsOfItsThreadOnly) {
    inline_executor e;
    context here{e};
    const context* there = &here;
    std::thread([&] { there = current_context(); }).join();
    EXPECT_EQ(there, nullptr);
}

TEST(Drive, CallsTheFinisherOnceTheCoroutineIsSuspended) {
    inline_executor e;
    context here{e};
    struct last : detail::finisher {
        last() : finisher{&run} {}
        static void run(detail::finisher& self, context& ctx) noexcept {
            auto& l = static_cast<last&>(self);
            EXPECT_EQ(&ctx, current_context());
            EXPECT_TRUE(l.owned->done());
            l.owned.reset();  // the frame goes here
        }
        std::unique_ptr<routine> owned;
    } finisher;
    finisher.owned = std::make_unique<routine>(many_in_a_row(3));
    finisher.owned->get().promise().last = &finisher;
    finisher.owned->drive(here);
    EXPECT_EQ(finisher.owned, nullptr);
}

/// Drives another coroutine of its own from inside.
routine drives(context& here, routine& inner, detail::task_identity* as, std::string& before,
               std::string& after) {
    before = current_task_name();
    inner.drive(here, as);
    after = current_task_name();
    const int more = co_await one();
    co_return more + 1;
}

routine notes_its_name(std::string& name) {
    name = current_task_name();
    co_return co_await nested(5);
}

TEST(Drive, NestsAndKeepsTheOuterTask) {
    inline_executor e;
    context here{e};
    auto* const a = detail::make_identity("a");
    auto* const b = detail::make_identity("b");
    std::string before, during, after;
    routine inner = notes_its_name(during);
    routine outer = drives(here, inner, b, before, after);
    EXPECT_EQ(current_task_name(), "None");
    outer.drive(here, a);
    EXPECT_EQ(current_task_name(), "None");
    EXPECT_EQ(before, "a");
    EXPECT_EQ(during, "b");
    EXPECT_EQ(after, "a");
    EXPECT_EQ(inner.result(), 5);
    EXPECT_EQ(outer.result(), 2);
    detail::release_identity(a);
    detail::release_identity(b);
}

}  // namespace
}  // namespace wend
