#include "support/wend_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

struct two_pools {
    static constexpr const char* runtime_name = "wend";
    static constexpr bool one_thread = false;
    explicit two_pools(unsigned) {}

    wend::pool here{wend::pool_options{.workers = 1, .name = "here"}};
    wend::pool there{wend::pool_options{.workers = 1, .name = "there"}};
};

wend::task<answer> play(wend::executor_ref here, wend::executor_ref there, std::uint64_t size) {
    answer done = 0;
    for (std::uint64_t i = 0; i < size; ++i) {
        co_await wend::resume_on(there);
        ++done;
        co_await wend::resume_on(here);
    }
    co_return done;
}

answer ping_pong(two_pools& pools, std::uint64_t size) {
    return wend::sync_wait(wend::spawn(pools.here, play(pools.here, pools.there, size)));
}
const enlist<two_pools, &ping_pong> here;

}  // namespace
}  // namespace compare
