#include <wend/core/moved.hpp>

#include <gtest/gtest.h>
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace wend {
namespace {

// hazardous_temporary is true for g++ 12 and what it destroys twice, false everywhere else.
constexpr bool guarded = detail::destroys_temporaries_twice;
template <class T>
constexpr bool refused = hazardous_temporary<T>;

using pointer = std::shared_ptr<int>;

template <class Closure>
constexpr bool refuses(const Closure&) {
    return hazardous_temporary<Closure>;
}

template <class T>
auto closure_from_a_template(T value) {
    return [value](auto x) { return std::pair{value, x}; };
}

struct with_method {
    auto closure() {
        return [self = pointer{}](int) { return self; };
    }
};

// Aggregates: refused when their destruction does something.
struct order {
    int id = 0;
    std::string note;
};
struct derived_aggregate : order {};
struct options {
    std::string_view name;
    int priority = 0;
};
struct with_constructor {
    explicit with_constructor(std::string n) : note{std::move(n)} {}
    std::string note;
};
static_assert(refused<order> == guarded);
static_assert(refused<const order> == guarded);
static_assert(refused<derived_aggregate> == guarded);
static_assert(refused<std::array<std::string, 2>> == guarded);
static_assert(!refused<options>);
static_assert(!refused<with_constructor>);
static_assert(!refused<order&>, "a reference is no temporary");

// The standard's types have constructors.
static_assert(!refused<std::string>);
static_assert(!refused<std::vector<order>>);
static_assert(!refused<std::optional<order>>);
static_assert(!refused<std::unique_ptr<order>>);
static_assert(!refused<std::pair<std::string, std::string>>);
static_assert(!refused<std::tuple<std::string>>);
static_assert(!refused<std::function<void()>>);
static_assert(!refused<int> && !refused<int*>);

TEST(HazardousTemporary, IsAClosureThatCapturesWhatHasADestructor) {
    pointer p = std::make_shared<int>(1);
    int number = 2;
    const std::string text = "x";

    auto plain = [p](int x) { return *p + x; };
    auto generic = [p](auto x) { return *p + x; };
    auto variadic = [p](auto&&... x) { return (*p + ... + x); };
    auto of_a_template = [p]<class T>(std::vector<T> v) { return v.size() + *p; };
    auto of_a_number = [p]<std::size_t N>(std::array<int, N>) { return N + *p; };
    auto changing = [p]() mutable { p.reset(); };
    auto arrow = [p](int (*f)(int)) -> int { return f(*p); };
    auto takes_a_function = [p](const std::function<std::vector<int>(int)>&) { return p; };
    auto renamed = [q = std::make_unique<int>(3)] { return *q; };
    auto nested = [inner = [p] { return *p; }] { return inner(); };
    auto silent = [p]() noexcept { return *p; };
    EXPECT_EQ(refuses(plain), guarded);
    EXPECT_EQ(refuses(generic), guarded);
    EXPECT_EQ(refuses(variadic), guarded);
    EXPECT_EQ(refuses(of_a_template), guarded);
    EXPECT_EQ(refuses(of_a_number), guarded);
    EXPECT_EQ(refuses(changing), guarded);
    EXPECT_EQ(refuses(arrow), guarded);
    EXPECT_EQ(refuses(takes_a_function), guarded);
    EXPECT_EQ(refuses(renamed), guarded);
    EXPECT_EQ(refuses(nested), guarded);
    EXPECT_EQ(refuses(silent), guarded);
    EXPECT_EQ(refuses(closure_from_a_template(p)), guarded);
    EXPECT_EQ(refuses(with_method{}.closure()), guarded);

    // No capture, references, or captures without a destructor: destroyed twice without effect.
    EXPECT_FALSE(refuses([](int x) { return x; }));
    EXPECT_FALSE(refuses([&p] { return *p; }));
    EXPECT_FALSE(refuses([number](int x) { return number + x; }));
    EXPECT_FALSE(refuses(closure_from_a_template(number)));

    // Containers of closures are no closures, wherever the word stands in their spelling.
    EXPECT_FALSE((refused<std::vector<decltype(plain)>>));
    EXPECT_FALSE((refused<std::optional<decltype(plain)>>));
    EXPECT_FALSE((refused<std::pair<int, decltype(generic)>>));
    EXPECT_FALSE((refused<std::unique_ptr<decltype(plain)>>));
    // An array of them is an aggregate.
    EXPECT_EQ((refused<std::array<decltype(plain), 2>>), guarded);
}

TEST(Moved, RefersToTheNamedObjectAsAnRvalue) {
    std::string name = "wend";
    static_assert(std::is_same_v<decltype(moved(name)), moved_ref<std::string>>);
    std::string taken = moved(name);
    EXPECT_EQ(taken, "wend");
    EXPECT_TRUE(name.empty());
}

TEST(Moved, IsUnwrappedToWhatItRefersTo) {
    std::string name = "wend";
    static_assert(std::is_same_v<decltype(detail::unwrap_moved(moved(name))), std::string&&>);
    static_assert(std::is_same_v<decltype(detail::unwrap_moved(name)), std::string&>);
    static_assert(std::is_same_v<decltype(detail::unwrap_moved(std::move(name))), std::string&&>);
    EXPECT_EQ(&static_cast<const std::string&>(detail::unwrap_moved(moved(name))), &name);
}

TEST(Moved, IsNoHazardItself) {
    order o;
    EXPECT_FALSE((refused<decltype(moved(o))>));
}

}  // namespace
}  // namespace wend
