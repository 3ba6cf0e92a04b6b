#pragma once
#include <wend/wend.hpp>

#include "contender.hpp"

namespace compare {

/// A pool of that many workers; the calling thread waits. Coroutines are the runtime "wend". Plain
/// callables, in files wend_functions.cpp, use the same pool under a name of their own:
/// `const enlist<wend_threads, &fib> here{"wend-functions"};`
struct wend_threads {
    static constexpr const char* runtime_name = "wend";
    static constexpr bool one_thread = false;
    explicit wend_threads(unsigned threads) : pool{wend::pool_options{.workers = threads}} {}

    template <class T>
    T run(wend::task<T> body) {
        return wend::sync_wait(wend::spawn(pool, std::move(body)));
    }

    wend::pool pool;
};

}  // namespace compare
