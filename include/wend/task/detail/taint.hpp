#pragma once
#include <wend/core/moved.hpp>
#include <wend/task/task.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace wend::inline v0::detail {

/// Guard against what g++ 12 does to temporaries inside a co_await expression.
///
/// A function can't tell a temporary from a named object that is moved from; both bind the same way. It
/// can tell whether what it returns is awaited in the same expression, because then that is an rvalue.
/// So what was made from an argument of a hazardous type is tainted: awaited as an lvalue, in a
/// statement of its own, it works; awaited as an rvalue it is refused. `moved(name)` is not hazardous.
/// With other compilers the types are the same, and nothing is refused.
struct taint_mark {};

template <class T>
inline constexpr bool is_tainted = std::derived_from<std::remove_cvref_t<T>, taint_mark>;

/// As spelled_as_closure(), in clang's spelling: "… [T = (lambda at file:line:column)]".
template <class T>
constexpr bool spelled_as_clang_closure() noexcept {
    const char* text = __PRETTY_FUNCTION__;
    while (*text != '\0' && *text != '[') ++text;
    for (const char* word = "[T = (lambda at "; *word != '\0'; ++word, ++text) {
        if (*text != *word) return false;
    }
    return true;
}

/// For a forwarding reference's T: would g++ 12 destroy a temporary behind it twice?
template <class T, class Object = std::remove_cvref_t<T>>
inline constexpr bool hazardous_argument =
    !std::is_lvalue_reference_v<T> && std::is_class_v<Object> &&
    !std::is_trivially_destructible_v<Object> &&
    (std::is_aggregate_v<Object> || spelled_as_closure<Object>() ||
     spelled_as_clang_closure<Object>());

template <class Self, class Same>
constexpr void refuse_tainted() noexcept {
    static_assert(!destroys_temporaries_twice || !std::is_same_v<Self, Same>,
                  "wend: g++ 12 destroys this temporary twice inside co_await: name it, then pass "
                  "wend::moved(name)");
}

/// An iterator made so. It is what it was in every other way.
template <class I>
class tainted : public I, public taint_mark {
public:
    explicit tainted(I&& clean) noexcept : I(std::move(clean)) {}
    I&& cleared() && noexcept { return std::move(*this); }
};

/// A task made so.
template <class T>
class [[nodiscard]] tainted<task<T>> : public task<T>, public taint_mark {
public:
    explicit tainted(task<T>&& clean) noexcept : task<T>(std::move(clean)) {}

    task_awaiter<T> operator co_await() & noexcept {
        return static_cast<task<T>&&>(*this).operator co_await();
    }
    template <class Self = tainted>
    task_awaiter<T> operator co_await() && noexcept {
        refuse_tainted<Self, tainted>();
        return static_cast<task<T>&&>(*this).operator co_await();
    }
};

template <class T>
inline constexpr bool is_task<tainted<task<T>>> = true;

/// An awaiter, or what has an operator co_await for rvalues, made so.
template <class A>
class [[nodiscard]] tainted_awaitable : public taint_mark {
public:
    template <class... Arguments>
    explicit tainted_awaitable(std::in_place_t, Arguments&&... arguments)
        : clean_(std::forward<Arguments>(arguments)...) {}

    awaiter_t<A> operator co_await() & { return get_awaiter(static_cast<A&&>(clean_)); }
    template <class Self = tainted_awaitable>
    awaiter_t<A> operator co_await() && {
        refuse_tainted<Self, tainted_awaitable>();
        return get_awaiter(static_cast<A&&>(clean_));
    }

private:
    A clean_;
};

/// `made` as it is, or tainted.
template <bool Taint, class T>
auto taint_if(T&& made) {
    if constexpr (Taint && !is_tainted<T>) {
        return tainted<std::remove_cvref_t<T>>(std::move(made));
    } else {
        return std::forward<T>(made);
    }
}

/// A | hands a source on without its mark; the mark is put on what becomes of it.
template <class R>
constexpr decltype(auto) cleared(R&& source) noexcept {
    if constexpr (is_tainted<R> && !std::is_lvalue_reference_v<R>) {
        return std::move(source).cleared();
    } else {
        return static_cast<R&&>(source);
    }
}

}  // namespace wend::inline v0::detail
