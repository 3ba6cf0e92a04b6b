#include "runtime/log/python_format.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>

namespace wend::log::detail {
namespace {

using ::testing::HasSubstr;

std::string translated(std::string_view format) { return from_python_format(format); }

/// What the exception for `format` says; empty: there was none.
std::string refusal(std::string_view format) {
    try {
        translated(format);
        return {};
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
}

TEST(PythonFormat, TranslatesEveryField) {
    EXPECT_EQ(translated("%(asctime)s"), "%J");
    EXPECT_EQ(translated("%(threadName)s %(taskName)s"), "%N %K");
    EXPECT_EQ(translated("%(levelname)s %(name)s %(message)s"), "%V %n %v");
    EXPECT_EQ(translated("%(process)s %(process)d %(thread)s %(thread)d"), "%P %P %t %t");
    EXPECT_EQ(translated("%(filename)s %(pathname)s %(funcName)s"), "%s %g %!");
    EXPECT_EQ(translated("%(lineno)s %(lineno)d %(msecs)03d"), "%# %# %e");
}

TEST(PythonFormat, TranslatesPaddingAndTruncation) {
    EXPECT_EQ(translated("%(levelname)-8s|"), "%-8V|");
    EXPECT_EQ(translated("%(levelname)8s|"), "%8V|");
    EXPECT_EQ(translated("%(levelname)-8.8s|"), "%-8!V|");
    EXPECT_EQ(translated("%(lineno)4d"), "%4#");
    EXPECT_EQ(translated("%(asctime)30s"), "%30J");
}

TEST(PythonFormat, PadsFunctionNamesWithAFlagOfOurs) {
    EXPECT_EQ(translated("%(funcName)-8s%(name)s"), "%-8U%n");
}

TEST(PythonFormat, KeepsDoubledPercentSignsAndOtherText) {
    EXPECT_EQ(translated("100%% [%(message)s] – größe"), "100%% [%v] – größe");
}

TEST(PythonFormat, NamesTheUnknownField) {
    EXPECT_THAT(refusal("%(asctime)s %(taskname)s"), HasSubstr("unknown field 'taskname'"));
    EXPECT_THAT(refusal("%(levelno)s"), HasSubstr("levelno"));
}

TEST(PythonFormat, RefusesConversionsThatHaveNoCounterpart) {
    EXPECT_THAT(refusal("%(levelname)d"), HasSubstr("%(levelname)d"));
    EXPECT_THAT(refusal("%(message)r"), HasSubstr("%(message)r"));
    EXPECT_THAT(refusal("%(msecs)d"), HasSubstr("msecs"));
    EXPECT_THAT(refusal("%(name)8.4s"), HasSubstr("%(name)8.4s"));
    EXPECT_THAT(refusal("%(name).4s"), HasSubstr("%(name).4s"));
    EXPECT_THAT(refusal("%(name)-s"), HasSubstr("%(name)-s"));
    EXPECT_THAT(refusal("%(lineno)04d"), HasSubstr("%(lineno)04d"));
    EXPECT_THAT(refusal("%(name)65s"), HasSubstr("%(name)65s")) << "spdlog pads to 64 at most";
    EXPECT_THAT(refusal("%(name)99999999999999999999s"), HasSubstr("unsupported"));
    EXPECT_THAT(refusal("%(name)"), HasSubstr("%(name)"));
    EXPECT_THAT(refusal("%(name"), HasSubstr("no ')'"));
    EXPECT_THAT(refusal("%(name)s %d"), HasSubstr("%d"));
    EXPECT_THAT(refusal("%(name)s %"), HasSubstr("begins no field"));
}

}  // namespace
}  // namespace wend::log::detail
