#include <vector>

#include "support/wend_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

wend::task<answer> one(std::uint64_t i) { co_return tiny_work(i); }

/// Registered tasks: each has a name, is on the pool's roster and can be asked to stop.
wend::task<answer> all(wend::executor_ref pool, std::uint64_t size) {
    std::vector<wend::join_handle<answer>> handles;
    handles.reserve(size);
    for (std::uint64_t i = 0; i < size; ++i) handles.push_back(wend::spawn(pool, one(i)));
    answer sum = 0;
    for (auto& handle : handles) sum += co_await handle;
    co_return sum;
}

answer spawn_join(wend_threads& threads, std::uint64_t size) {
    return threads.run(all(threads.pool, size));
}
const enlist<wend_threads, &spawn_join> here;

}  // namespace
}  // namespace compare
