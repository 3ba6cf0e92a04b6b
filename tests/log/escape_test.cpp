#include "runtime/log/escape.hpp"

#include <gtest/gtest.h>

namespace wend::log::detail {
namespace {

TEST(Escape, LeavesPrintableUnicodeUntouched) {
    const std::string text = "worker-1 größe 名前 задача 🙂 \\n | % ";
    EXPECT_TRUE(is_printable(text));
    EXPECT_EQ(escaped(text), text);
}

TEST(Escape, WritesControlsOfC0AndDelByName) {
    EXPECT_EQ(escaped(std::string("a\n\r\t\x1b[31m\0\x7f", 11)), "a\\n\\r\\t\\x1b[31m\\x00\\x7f");
}

TEST(Escape, WritesControlsOfC1AsCodePoints) { EXPECT_EQ(escaped("\xC2\x9B"), "\\u009b"); }

TEST(Escape, WritesLineAndDirectionControlsAsCodePoints) {
    EXPECT_EQ(escaped("\u2028\u2029\u202A\u202E\u2066\u2069"),
              "\\u2028\\u2029\\u202a\\u202e\\u2066\\u2069");
    EXPECT_EQ(escaped("\u2027\u202F\u2065\u206A"), "\u2027\u202F\u2065\u206A");
}

TEST(Escape, WritesBytesThatAreNoUtf8OneByOne) {
    EXPECT_EQ(escaped("\xff"), "\\xff");
    EXPECT_EQ(escaped("a\xC3"), "a\\xc3") << "cut short";
    EXPECT_EQ(escaped("\xC0\x80"), "\\xc0\\x80") << "overlong";
    EXPECT_EQ(escaped("\xE0\x80\x80"), "\\xe0\\x80\\x80") << "overlong";
    EXPECT_EQ(escaped("\xED\xA0\x80"), "\\xed\\xa0\\x80") << "a surrogate";
    EXPECT_EQ(escaped("\xF4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "past U+10FFFF";
    EXPECT_EQ(escaped("\xE2\x82x"), "\\xe2\\x82x") << "the next character is kept";
}

TEST(Escape, IsDoneOnce) {
    const std::string once = escaped("a\nb\xff");
    EXPECT_EQ(escaped(once), once);
}

TEST(CodePoints, CountsCharactersAndNotBytes) {
    EXPECT_EQ(code_points(""), 0U);
    EXPECT_EQ(code_points("abc"), 3U);
    EXPECT_EQ(code_points("größe"), 5U);
    EXPECT_EQ(code_points("名前🙂"), 3U);
    EXPECT_EQ(code_points("\xff\xff"), 2U);
}

TEST(CodePoints, CutsBetweenCharacters) {
    EXPECT_EQ(first_code_points("größe", 3), "grö");
    EXPECT_EQ(first_code_points("名前", 1), "名");
    EXPECT_EQ(first_code_points("ab", 5), "ab");
    EXPECT_EQ(first_code_points("ab", 0), "");
}

}  // namespace
}  // namespace wend::log::detail
