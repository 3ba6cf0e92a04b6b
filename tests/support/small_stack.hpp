#pragma once
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <system_error>
#include <type_traits>

namespace wend::test {

/// The stack on which the loads of deep chains must pass.
inline constexpr std::size_t small_stack_bytes = 256 * 1024;

namespace detail {

template <class Function>
struct stack_run {
    Function& function;
    std::size_t bytes;
    std::exception_ptr error;

    [[gnu::noinline]] static void* enter(void* self) {
        auto& run = *static_cast<stack_run*>(self);
        // What the C library and a sanitizer put at the top of a thread's stack differs by build,
        // so the bound is drawn here: `bytes` below this frame the stack can't be touched.
        constexpr std::uintptr_t fence = 128 * 1024;
        const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
        const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
        auto* low = reinterpret_cast<void*>((here - run.bytes) / page * page - fence);
        const bool fenced = ::mprotect(low, fence, PROT_NONE) == 0;
        try {
            if (!fenced) throw std::system_error(errno, std::generic_category(), "mprotect");
            run.function();
        } catch (...) {
            run.error = std::current_exception();
        }
        // Given back as it was: the C library keeps stacks for later threads.
        if (fenced && ::mprotect(low, fence, PROT_READ | PROT_WRITE) != 0) std::terminate();
        return nullptr;
    }
};

}  // namespace detail

/// Runs `function` on a thread of its own with `bytes` of stack, and waits for it. An exception
/// comes out here; failed expectations count for the running test. A deeper stack ends the program
/// (SIGSEGV).
template <class Function>
void on_stack(std::size_t bytes, Function&& function) {
    detail::stack_run<std::remove_reference_t<Function>> run{function, bytes, nullptr};
    pthread_attr_t attributes;
    ::pthread_attr_init(&attributes);
    ::pthread_attr_setstacksize(&attributes, bytes + 4 * 1024 * 1024);
    pthread_t thread{};
    const int failed = ::pthread_create(&thread, &attributes, decltype(run)::enter, &run);
    ::pthread_attr_destroy(&attributes);
    if (failed != 0) throw std::system_error(failed, std::generic_category(), "pthread_create");
    ::pthread_join(thread, nullptr);
    if (run.error) std::rethrow_exception(run.error);
}

}  // namespace wend::test
