#pragma once
/// The one place that asks which compiler this is. Each workaround has a name, its hazard id
/// (docs/compilers.md) and the version where it ends. Nothing here changes a class layout.

#if defined(__clang__)
#    define WEND_CLANG_MAJOR __clang_major__
#    define WEND_GCC_MAJOR 0
#else
#    define WEND_CLANG_MAJOR 0
#    define WEND_GCC_MAJOR __GNUC__
#endif

#if WEND_CLANG_MAJOR != 0 && WEND_CLANG_MAJOR < 16
#    error \
        "wend needs g++ >= 12 or clang >= 16: older clang keeps stale thread-local addresses over a co_await"
#endif

#if defined(__SANITIZE_ADDRESS__)
#    define WEND_ASAN 1
#elif defined(__has_feature)
#    if __has_feature(address_sanitizer)
#        define WEND_ASAN 1
#    endif
#endif
#ifndef WEND_ASAN
#    define WEND_ASAN 0
#endif

#define WEND_NOINLINE [[gnu::noinline]]

/// Tells the processor that this thread waits for another one's store.
#if defined(__x86_64__)
#    define WEND_CPU_PAUSE() __builtin_ia32_pause()
#elif defined(__aarch64__)
#    define WEND_CPU_PAUSE() __asm__ volatile("isb" ::: "memory")
#else
#    define WEND_CPU_PAUSE() __asm__ volatile("" ::: "memory")
#endif

/// CH4: clang before 17 may keep the locals of an inlined await_suspend in the coroutine frame,
/// which another thread resumes or destroys meanwhile. Stands before every await_suspend that
/// publishes, resumes or hands over.
#if WEND_CLANG_MAJOR != 0 && WEND_CLANG_MAJOR < 17
#    define WEND_AWAIT_SUSPEND [[gnu::noinline]]
#else
#    define WEND_AWAIT_SUSPEND
#endif

namespace wend::inline v0::detail {

/// CH2: g++ 12 runs the destructor of some temporaries twice inside a co_await or co_yield
/// expression.
inline constexpr bool destroys_temporaries_twice = WEND_GCC_MAJOR != 0 && WEND_GCC_MAJOR < 13;

}  // namespace wend::inline v0::detail
