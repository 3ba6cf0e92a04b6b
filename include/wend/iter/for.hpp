#pragma once
#include <wend/iter/detail/loop.hpp>
#include <wend/task/detail/await.hpp>

/// `WEND_ASYNC_FOR(decl, source) statement`: Python's `async for decl in source`.
///
/// `decl` is initialised from each item, has no comma outside brackets, and is scoped to the statement.
/// break, continue, co_return and exceptions do what they do in a loop. A source that is an rvalue is
/// closed, awaited, before the next statement (docs/lifetimes.md); an lvalue is left open. In wend's
/// coroutines only.
///
/// How: a label and a jump instead of a loop around everything, so that the `else` of the second form
/// is outside of any loop of ours, and a `break` in it leaves the loop around. The statement stands in a
/// loop of its own, which catches its break and continue; a one-shot loop around that awaits the close
/// after a break. The source is bound to a name first, outside of any co_await expression.
#define WEND_ASYNC_FOR(decl, ...) WEND_DETAIL_FOR(__COUNTER__, decl, __VA_ARGS__)

/// `WEND_ASYNC_FOR_ELSE(decl, source) statement else statement`: the second statement runs when the
/// source has come to its end, not after break, co_return, an exception or a cancel.
#define WEND_ASYNC_FOR_ELSE(decl, ...) WEND_DETAIL_FOR_ELSE(__COUNTER__, decl, __VA_ARGS__)

#define WEND_DETAIL_JOIN2(a, b) a##b
#define WEND_DETAIL_JOIN(a, b) WEND_DETAIL_JOIN2(a, b)
#define WEND_DETAIL_NAME(what, id) WEND_DETAIL_JOIN(wend_##what##_, id)

// Names the source, then the loop; what follows is one statement.
#define WEND_DETAIL_LOOP(id, ...)                                                            \
    if (auto&& WEND_DETAIL_NAME(source, id) = __VA_ARGS__; false) {                          \
    } else if (auto& WEND_DETAIL_NAME(promise, id) = co_await ::wend::detail::own_promise{}; \
               false) {                                                                      \
    } else if (::wend::detail::async_loop<decltype(WEND_DETAIL_NAME(source, id))>            \
                   WEND_DETAIL_NAME(loop, id){WEND_DETAIL_NAME(source, id),                  \
                                              WEND_DETAIL_NAME(promise, id)};                \
               false) {                                                                      \
    } else                                                                                   \
        WEND_DETAIL_NAME(again, id)

// Has `item` an item? At the end the source is closed.
#define WEND_DETAIL_FETCHED(id) \
    (WEND_DETAIL_NAME(item, id) || (co_await WEND_DETAIL_NAME(loop, id).close(), false))

// Runs the statement with an item; jumps back unless it was left by break.
#define WEND_DETAIL_BODY(id, decl)                                                        \
    for (bool WEND_DETAIL_NAME(once, id) = true; WEND_DETAIL_NAME(once, id);              \
         WEND_DETAIL_NAME(once, id) = false, co_await WEND_DETAIL_NAME(loop, id).close()) \
        for (bool WEND_DETAIL_NAME(ran, id) = false;; WEND_DETAIL_NAME(ran, id) = true)   \
            if (WEND_DETAIL_NAME(ran, id)) {                                              \
                goto WEND_DETAIL_NAME(again, id);                                         \
            } else if (decl = *WEND_DETAIL_NAME(item, id); false) {                       \
            } else

#define WEND_DETAIL_FOR(id, decl, ...)                                                      \
    WEND_DETAIL_LOOP(id, __VA_ARGS__)                                                       \
        : if (auto WEND_DETAIL_NAME(item, id) = co_await WEND_DETAIL_NAME(loop, id).next(); \
              !WEND_DETAIL_FETCHED(id)) {}                                                  \
    else WEND_DETAIL_BODY(id, decl)

#define WEND_DETAIL_FOR_ELSE(id, decl, ...)                                                 \
    WEND_DETAIL_LOOP(id, __VA_ARGS__)                                                       \
        : if (auto WEND_DETAIL_NAME(item, id) = co_await WEND_DETAIL_NAME(loop, id).next(); \
              WEND_DETAIL_FETCHED(id)) WEND_DETAIL_BODY(id, decl)
