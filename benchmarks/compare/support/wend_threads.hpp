#pragma once
#include <wend/wend.hpp>

#include "contender.hpp"

namespace compare {

/// A pool of that many workers; the calling thread waits.
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
