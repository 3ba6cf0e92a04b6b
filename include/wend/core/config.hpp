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

/// Memory that is kept for reuse and must not be touched meanwhile: AddressSanitizer reports it.
#if defined(WEND_ASAN)
extern "C" void __asan_poison_memory_region(const volatile void* memory, decltype(sizeof(0)) bytes);
extern "C" void __asan_unpoison_memory_region(const volatile void* memory,
                                              decltype(sizeof(0)) bytes);
#    define WEND_POISON(memory, bytes) __asan_poison_memory_region(memory, bytes)
#    define WEND_UNPOISON(memory, bytes) __asan_unpoison_memory_region(memory, bytes)
#else
#    define WEND_POISON(memory, bytes) static_cast<void>(memory)
#    define WEND_UNPOISON(memory, bytes) static_cast<void>(memory)
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

/// g++ warns of reading a value whose writing another variable vouches for. No instruction.
#if WEND_GCC_MAJOR != 0
#    define WEND_SEEMS_WRITTEN(value) __asm__("" : "=m"(value))
#else
#    define WEND_SEEMS_WRITTEN(value) static_cast<void>(value)
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
