#include <wend/core/next_result.hpp>

#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wend {
namespace {

// What the item's type gives: the stored object, or the reference the producer chose.
static_assert(std::is_same_v<decltype(*std::declval<next_result<int>&>()), int&>);
static_assert(std::is_same_v<decltype(*std::declval<const next_result<int>&>()), const int&>);
static_assert(std::is_same_v<decltype(*std::declval<next_result<int&>&>()), int&>);
static_assert(std::is_same_v<decltype(*std::declval<next_result<const int&>&>()), const int&>);
static_assert(std::is_same_v<decltype(*std::declval<next_result<int&&>&>()), int&&>);
static_assert(std::is_same_v<next_result<const std::string&>::value_type, std::string>);
// A stored item isn't made from what merely could be forced into it.
static_assert(!std::is_convertible_v<int, next_result<std::vector<int>>>);
static_assert(!std::is_convertible_v<next_result<int>, next_result<bool>>);
static_assert(!std::is_convertible_v<std::optional<int>, next_result<bool>>);
static_assert(std::is_convertible_v<const char*, next_result<std::string>>);
static_assert(!std::is_constructible_v<next_result<int&>, int>);
static_assert(!std::is_copy_constructible_v<next_result<std::unique_ptr<int>>>);

next_result<int> nothing() { return {}; }
next_result<int> end_in_words() { return std::nullopt; }
next_result<int> seven() { return 7; }

TEST(NextResult, IsTheEndWhenEmpty) {
    EXPECT_FALSE(nothing());
    EXPECT_FALSE(end_in_words().has_value());
    EXPECT_FALSE(next_result<int&>{});
}

TEST(NextResult, HoldsAnItem) {
    auto result = seven();
    ASSERT_TRUE(result);
    EXPECT_EQ(*result, 7);
    EXPECT_EQ(result.value(), 7);
}

TEST(NextResult, AFalseOrZeroItemIsAnItem) {
    EXPECT_TRUE(next_result<bool>{false});
    EXPECT_TRUE(next_result<int>{0});
    EXPECT_TRUE(next_result<int*>{nullptr});
}

TEST(NextResult, AnEmptyOptionalAsItemIsNotTheEnd) {
    next_result<std::optional<int>> item = std::optional<int>{};
    ASSERT_TRUE(item);
    EXPECT_EQ(*item, std::nullopt);

    next_result<std::optional<int>> full = 5;
    ASSERT_TRUE(full);
    EXPECT_EQ(*full, 5);

    next_result<std::optional<int>> end = std::nullopt;
    EXPECT_FALSE(end);
    next_result<std::optional<int>> also_end = std::optional<std::optional<int>>{};
    EXPECT_FALSE(also_end);
    next_result<std::optional<int>> wrapped = std::optional{std::optional<int>{}};
    EXPECT_TRUE(wrapped);
}

TEST(NextResult, TakesAnOptionalOfTheItemAsItemOrEnd) {
    next_result<int> item = std::optional{3};
    ASSERT_TRUE(item);
    EXPECT_EQ(*item, 3);
    next_result<int> end = std::optional<int>{};
    EXPECT_FALSE(end);
}

TEST(NextResult, RefersToTheProducersObject) {
    std::string object = "here";
    next_result<std::string&> mutable_reference = object;
    EXPECT_EQ(&*mutable_reference, &object);
    next_result<const std::string&> const_reference = object;
    EXPECT_EQ(&*const_reference, &object);
    const auto copy = const_reference;
    EXPECT_EQ(copy->size(), 4U);
}

TEST(NextResult, RefersToAnObjectWhoseTypeOverloadsTheAddressOperator) {
    struct shy {
        int number = 4;
        void operator&() const {}
    } object;
    next_result<shy&> result = object;
    EXPECT_EQ(std::addressof(*result), std::addressof(object));
    EXPECT_EQ(result->number, 4);
}

TEST(NextResult, GivesAnRvalueItemToBeMovedFrom) {
    std::string object = "moved out";
    next_result<std::string&&> result = std::move(object);
    const std::string taken = *result;
    EXPECT_EQ(taken, "moved out");
    EXPECT_TRUE(object.empty());
}

TEST(NextResult, CarriesMoveOnlyItems) {
    next_result<std::unique_ptr<int>> result = std::make_unique<int>(9);
    auto moved = std::move(result);
    const std::unique_ptr<int> owner = std::move(*moved);
    EXPECT_EQ(*owner, 9);
}

TEST(NextResult, ValueThrowsAtTheEndAndValueOrDoesNot) {
    EXPECT_THROW(nothing().value(), std::bad_optional_access);
    EXPECT_EQ(nothing().value_or(-1), -1);
    EXPECT_EQ(seven().value_or(-1), 7);
    std::string object = "x";
    EXPECT_EQ(next_result<std::string&>{object}.value_or("y"), "x");
    EXPECT_EQ(object, "x") << "a reference is copied from, not moved";
}

TEST(NextResultDeathTest, AnItemOfTheEndIsABrokenContract) {
    EXPECT_DEATH(*nothing(), "broken contract: the end of an async iterator has no item");
    EXPECT_DEATH(static_cast<void>(next_result<std::string> {} -> size()), "broken contract");
    EXPECT_DEATH(static_cast<void>(next_result<std::string&> {} -> size()), "broken contract");
}

}  // namespace
}  // namespace wend
