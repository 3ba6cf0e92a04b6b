#include <vector>

#include "support/wend_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

wend::task<answer> turns(std::uint64_t size) {
    answer done = 0;
    for (std::uint64_t i = 0; i < size; ++i) {
        co_await wend::yield();
        ++done;
    }
    co_return done;
}

wend::task<answer> all(wend::scope& scope, std::uint64_t size) {
    std::vector<wend::join_handle<answer>> handles;
    for (std::uint64_t i = 0; i < tasks; ++i) handles.push_back(scope.spawn(turns(size)));
    answer sum = 0;
    for (auto& handle : handles) sum += co_await handle;
    co_return sum;
}

answer storm(wend_threads& threads, std::uint64_t size) {
    return threads.run(wend::with_scope(&all, size));
}
const enlist<wend_threads, &storm> here;

}  // namespace
}  // namespace compare
