#include <wend/core/coroutine.hpp>

#include <gtest/gtest.h>
#include <coroutine>
#include <string>
#include <type_traits>

namespace wend {
namespace {

struct awaiter_itself {
    bool await_ready() { return true; }
    void await_suspend(std::coroutine_handle<>) {}
    int await_resume() { return 1; }
};
struct by_member {
    auto operator co_await() && { return std::suspend_always{}; }
};
struct by_free_function {
    int number = 0;
};
struct string_awaiter : std::suspend_never {
    std::string await_resume() { return "free"; }
};
string_awaiter operator co_await(by_free_function) { return {}; }
struct half_an_awaiter {
    bool await_ready() { return true; }
};

static_assert(awaitable<awaiter_itself>);
static_assert(awaitable<by_member>);
static_assert(!awaitable<by_member&>, "its operator co_await wants an rvalue");
static_assert(awaitable<by_free_function> && awaitable<by_free_function&>);
static_assert(!awaitable<half_an_awaiter>);
static_assert(!awaitable<int>);

static_assert(std::is_same_v<await_result_t<awaiter_itself>, int>);
static_assert(std::is_same_v<await_result_t<by_member>, void>);
static_assert(std::is_same_v<await_result_t<by_free_function>, std::string>);

TEST(GetAwaiter, FindsTheAwaiterAsTheLanguageDoes) {
    awaiter_itself a;
    EXPECT_EQ(&detail::get_awaiter(a), &a);
    EXPECT_EQ(detail::get_awaiter(by_free_function{}).await_resume(), "free");
    EXPECT_FALSE(detail::get_awaiter(by_member{}).await_ready());
}

}  // namespace
}  // namespace wend
