// Several tasks of a pool share async iterators whose items arrive on other threads: in the log one
// task name stands beside changing thread names.
//
// Part "shared": the tasks take turns at one hand-written iterator; each item is delivered once.
// Part "generated": each task consumes a generator that yields to others between items.
// Part "flowing": each task consumes a pipeline whose upstream runs on a pool of its own.
// Part "stolen": one task spawns the others and then computes; only stealing lets them run meanwhile.

#include "support/arguments.hpp"

#include <wend/core/lock.hpp>
#include <wend/log/log.hpp>
#include <wend/wend.hpp>

#include <atomic>
#include <cstdio>
#include <string>
#include <vector>

namespace {

using wend::task;

/// Numbers for whoever asks, from any task; guards itself, so several may ask at once.
class Tickets {
public:
    explicit Tickets(unsigned last) : last_(last) {}

    Tickets& aiter() { return *this; }

    task<wend::next_result<unsigned>> anext() {
        co_await wend::yield();  // others go first; afterwards we may be on another thread
        wend::detail::lock_guard guard{lock_};
        if (given_ == last_) co_return std::nullopt;
        co_return ++given_;
    }

private:
    wend::detail::small_lock lock_;
    unsigned given_ = 0;
    const unsigned last_;
};

wend::async_generator<unsigned> counted_slowly(unsigned last) {
    for (unsigned i = 1; i <= last; ++i) {
        co_await wend::yield();
        co_yield i;
    }
}

/// Each record names the part, the task that must be running, and the item.
void note(const char* part, const std::string& name, unsigned item) {
    wend::log::info("{} {} {}", part, name, item);
}

task<> share(Tickets& tickets, std::string name) {
    WEND_ASYNC_FOR(unsigned item, tickets) note("shared", name, item);
}

task<> consume(unsigned items, wend::executor_ref upstream, std::string name) {
    WEND_ASYNC_FOR(unsigned item, counted_slowly(items)) note("generated", name, item);
    WEND_ASYNC_FOR(unsigned item, counted_slowly(items) | wend::flow_on(upstream)) {
        note("flowing", name, item);
    }
}

/// Counts itself in as soon as it runs.
task<> arrive(std::atomic<unsigned>& arrived, std::string name) {
    note("stolen", name, 1);
    ++arrived;
    co_return;
}

/// Spawns tasks into its own worker's queue and keeps that worker busy until one of them has run:
/// which only another worker can have done, by stealing it.
task<> keep_busy(unsigned tasks) {
    std::atomic<unsigned> arrived{0};
    note("stolen", "busy", 0);
    std::vector<wend::join_handle<>> spawned;
    for (unsigned i = 0; i < tasks; ++i) {
        const std::string name = "stolen-" + std::to_string(i);
        spawned.push_back(wend::spawn(arrive(arrived, name), {.name = name}));
    }
    while (arrived.load() == 0) {
    }
    for (auto& handle : spawned) co_await handle;
}

task<> hop(unsigned tasks, unsigned items, bool can_steal) {
    wend::pool upstream{{.workers = 1, .name = "upstream"}};
    Tickets tickets(tasks * items);
    std::vector<wend::join_handle<>> running;
    for (unsigned i = 0; i < tasks; ++i) {
        const std::string sharer = "sharer-" + std::to_string(i);
        const std::string consumer = "consumer-" + std::to_string(i);
        running.push_back(wend::spawn(share(tickets, sharer), {.name = sharer}));
        running.push_back(wend::spawn(consume(items, upstream, consumer), {.name = consumer}));
    }
    if (can_steal) running.push_back(wend::spawn(keep_busy(tasks), {.name = "busy"}));
    for (auto& handle : running) co_await handle;
}

}  // namespace

int main(int argc, char** argv) {
    example::arguments arguments{"Tasks of a pool share async iterators and hop between threads."};
    unsigned tasks = 4, items = 50;
    arguments.workers = 2;
    arguments.count("--tasks", tasks, "tasks of each kind", 1, 1000);
    arguments.count("--items", items, "items for each task", 1, 1'000'000);
    arguments.parse(argc, argv);

    wend::log::basic_config(
        {.stream = stdout,
         .level = wend::log::level::info,
         .format = "%(asctime)s %(threadName)s %(taskName)s [%(levelname)s] - %(message)s"});
    return arguments.run([&] {
        wend::run(hop(tasks, items, *arguments.workers > 1),
                  {.runtime = {.pool = {.workers = arguments.workers}}});
    });
}
