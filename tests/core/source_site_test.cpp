#include <wend/core/source_site.hpp>

#include "tests/support/co_assert.hpp"

#include <gtest/gtest.h>
#include <coroutine>
#include <exception>
#include <string>
#include <string_view>

namespace wend {
namespace {

unsigned line_here(source_site site = source_site::current()) { return site.line(); }

template <class T>
unsigned line_of_template(const T&, source_site site = source_site::current()) {
    return site.line();
}

template <class T>
struct asks_in_a_member {
    unsigned line(source_site site = source_site::current()) const { return site.line(); }
};

template <class T>
unsigned calls_from_a_template(const T& value, unsigned& expected) {
    expected = __LINE__ + 1;
    return line_of_template(value);
}

TEST(SourceSite, NamesTheCallersLine) {
    const unsigned line = line_here();
    EXPECT_EQ(line, static_cast<unsigned>(__LINE__ - 1));
}

TEST(SourceSite, NamesTheCallersLineForATemplate) {
    const unsigned line = line_of_template(std::string("x"));
    EXPECT_EQ(line, static_cast<unsigned>(__LINE__ - 1));
    const unsigned member = asks_in_a_member<int>{}.line();
    EXPECT_EQ(member, static_cast<unsigned>(__LINE__ - 1));
}

TEST(SourceSite, NamesTheCallersLineInsideATemplate) {
    unsigned expected = 0;
    const unsigned line = calls_from_a_template(1, expected);
    EXPECT_EQ(line, expected);
}

TEST(SourceSite, NamesFileAndFunction) {
    const source_site site = source_site::current();
    EXPECT_TRUE(std::string_view(site.file()).ends_with("source_site_test.cpp")) << site.file();
    EXPECT_EQ(std::string_view(site.function()), "TestBody");
}

TEST(SourceSite, IsEmptyByDefaultAndUsableAtCompileTime) {
    constexpr source_site none;
    static_assert(none.line() == 0);
    constexpr source_site here = source_site::current();
    static_assert(here.line() == __LINE__ - 1);
    EXPECT_STREQ(none.file(), "");
}

struct started {
    struct promise_type {
        started get_return_object() noexcept { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() noexcept {}
        void unhandled_exception() noexcept { std::terminate(); }
    };
};

started coroutine(unsigned& line, source_site site = source_site::current()) {
    line = site.line();
    co_return;
}

template <class T>
started coroutine_template(T, unsigned& line, source_site site = source_site::current()) {
    co_await std::suspend_never{};
    line = site.line();
}

started caller(unsigned& line, unsigned& expected) {
    expected = __LINE__ + 1;
    coroutine_template(1, line);
    co_await std::suspend_never{};
    CO_ASSERT_EQ(line, expected);
}

TEST(SourceSite, NamesTheCallersLineForACoroutine) {
    unsigned line = 0;
    coroutine(line);
    EXPECT_EQ(line, static_cast<unsigned>(__LINE__ - 1));
    coroutine_template(1, line);
    EXPECT_EQ(line, static_cast<unsigned>(__LINE__ - 1));
    unsigned expected = 0;
    caller(line, expected);
    EXPECT_EQ(line, expected);
}

}  // namespace
}  // namespace wend
