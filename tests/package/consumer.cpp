/// A program of somebody who links wend: it spawns on the pool and on a oneTBB arena, awaits, logs,
/// and says "consumer: 385 on pool and arena" if all of that gave what it should.
#include <wend/ext/tbb.hpp>
#include <wend/log/log.hpp>
#include <wend/wend.hpp>

#include <tbb/task_arena.h>
#include <cstdio>
#include <string>
#include <vector>

namespace {

wend::task<int> square(int n) {
    co_await wend::yield();
    wend::log::info("square of {}", n);
    co_return n* n;
}

wend::task<int> sum_of_squares(wend::executor_ref where) {
    std::vector<wend::join_handle<int>> parts;
    for (int n = 1; n <= 10; ++n) parts.push_back(wend::spawn(where, square(n)));
    int sum = 0;
    for (auto& part : parts) sum += co_await part;
    co_return sum;
}

wend::task<bool> both(wend::executor_ref pool, wend::executor_ref arena) {
    const int on_pool = co_await sum_of_squares(pool);
    const int on_arena = co_await sum_of_squares(arena);
    wend::log::info("pool {}, arena {}", on_pool, on_arena);
    co_return on_pool == 385 && on_arena == 385;
}

}  // namespace

int main() {
    wend::log::basic_config({.stream = stdout,
                             .level = wend::log::level::info,
                             .format = "%(threadName)s %(taskName)s [%(levelname)s] %(message)s"});
    wend::pool pool({.workers = 2});
    tbb::task_arena slots(2);
    wend::tbb_executor arena(slots);
    if (!wend::run(both(pool, arena))) return 1;
    std::puts("consumer: 385 on pool and arena");
}
