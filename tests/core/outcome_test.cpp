#include <wend/core/outcome.hpp>

#include "tests/support/counted.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace wend {
namespace {

using test::counted;

std::exception_ptr error(const char* what) {
    return std::make_exception_ptr(std::runtime_error(what));
}

static_assert(!std::is_copy_constructible_v<outcome<int>>);
static_assert(std::is_nothrow_move_constructible_v<outcome<std::string>>);
static_assert(std::is_same_v<decltype(std::declval<outcome<int&>>().take()), int&>);
static_assert(std::is_same_v<decltype(std::declval<outcome<int&&>>().take()), int&&>);

TEST(Outcome, StartsEmpty) {
    const outcome<int> o;
    EXPECT_FALSE(o);
    EXPECT_FALSE(o.has_value());
    EXPECT_FALSE(o.has_error());
    EXPECT_EQ(o.error(), nullptr);
}

TEST(Outcome, GivesTheValueItWasSetTo) {
    outcome<std::string> o;
    o.set_value(3U, 'x');
    EXPECT_TRUE(o.has_value());
    EXPECT_EQ(std::move(o).take(), "xxx");
}

TEST(Outcome, HoldsVoid) {
    outcome<void> o;
    EXPECT_FALSE(o);
    o.set_value();
    EXPECT_TRUE(o.has_value());
    std::move(o).take();
}

TEST(Outcome, HoldsAMoveOnlyValue) {
    outcome<std::unique_ptr<int>> o;
    o.set_value(std::make_unique<int>(7));
    outcome<std::unique_ptr<int>> moved{std::move(o)};
    EXPECT_EQ(*std::move(moved).take(), 7);
}

TEST(Outcome, RefersToTheObjectItself) {
    int object = 1;
    outcome<int&> o;
    o.set_value(object);
    EXPECT_EQ(&std::move(o).take(), &object);
    outcome<const int&> c;
    c.set_value(object);
    EXPECT_EQ(&std::move(c).take(), &object);
}

TEST(Outcome, RefersToAnObjectWhoseTypeOverloadsTheAddressOperator) {
    struct shy {
        void operator&() const {}
    } object;
    outcome<shy&> o;
    o.set_value(object);
    EXPECT_EQ(std::addressof(std::move(o).take()), std::addressof(object));
}

TEST(Outcome, RethrowsTheErrorItWasSetTo) {
    outcome<int> o;
    o.set_error(error("broken"));
    EXPECT_TRUE(o);
    EXPECT_FALSE(o.has_value());
    EXPECT_TRUE(o.has_error());
    EXPECT_NE(o.error(), nullptr);
    try {
        std::move(o).take();
        ADD_FAILURE() << "nothing was thrown";
    } catch (const std::runtime_error& e) {
        EXPECT_STREQ(e.what(), "broken");
    }
}

TEST(Outcome, ReplacesWhatItHeldAndDestroysIt) {
    const auto before = counted::total();
    {
        outcome<counted> o;
        o.set_value(1);
        o.set_value(2);
        EXPECT_EQ(counted::since(before).live(), 1);
        o.set_error(error("late"));
        EXPECT_EQ(counted::since(before).live(), 0);
        o.set_value(3);
        EXPECT_EQ(o.error(), nullptr);
        outcome<counted> other;
        other.set_value(4);
        other = std::move(o);
        EXPECT_EQ(std::move(other).take().value(), 3);
    }
    EXPECT_EQ(counted::since(before).live(), 0);
    EXPECT_EQ(counted::since(before).copied, 0);
}

TEST(Outcome, KeepsItsValueOverAMoveToItself) {
    outcome<std::string> o;
    o.set_value("still here");
    auto& same = o;
    o = std::move(same);
    EXPECT_EQ(std::move(o).take(), "still here");
}

TEST(Outcome, IsEmptyAfterAValueWhoseConstructorThrew) {
    struct picky {
        explicit picky(int n) {
            if (n < 0) throw std::invalid_argument("negative");
        }
        counted member;
    };
    outcome<picky> o;
    o.set_value(1);
    EXPECT_THROW(o.set_value(-1), std::invalid_argument);
    EXPECT_FALSE(o);
}

TEST(OutcomeDeathTest, TakenBeforeTheEndIsABrokenContract) {
    outcome<int> o;
    EXPECT_DEATH(std::move(o).take(), "broken contract: an outcome was taken before");
}

}  // namespace
}  // namespace wend
