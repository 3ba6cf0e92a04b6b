#pragma once
#include <gtest/gtest.h>

/// Fatal checks inside a coroutine that returns nothing: gtest's own contain `return`. Await into a
/// name first, then assert: `const int n = co_await f(); CO_ASSERT_EQ(n, 3);`.

namespace wend::test::detail {

/// Records the failure; `&` binds after the message's `<<` and gives the void that co_return wants.
struct co_failure {
    const char* file;
    int line;
    const char* text;

    void operator&(const ::testing::Message& message) const {
        ::testing::internal::AssertHelper(::testing::TestPartResult::kFatalFailure, file, line,
                                          text) = message;
    }
};

}  // namespace wend::test::detail

// NOLINTBEGIN(bugprone-macro-parentheses)
#define CO_ASSERT_(check)                                                             \
    switch (0)                                                                        \
    case 0:                                                                           \
    default:                                                                          \
        if (const ::testing::AssertionResult co_assert_result_ = (check))             \
            ;                                                                         \
        else                                                                          \
            co_return ::wend::test::detail::co_failure{__FILE__, __LINE__,            \
                                                       co_assert_result_.message()} & \
                ::testing::Message()

#define CO_ASSERT(condition)                       \
    CO_ASSERT_(static_cast<bool>(condition)        \
                   ? ::testing::AssertionSuccess() \
                   : ::testing::AssertionFailure() << "not so: " #condition)
#define CO_ASSERT_EQ(a, b) CO_ASSERT_(::testing::internal::EqHelper::Compare(#a, #b, a, b))
// NOLINTEND(bugprone-macro-parentheses)
