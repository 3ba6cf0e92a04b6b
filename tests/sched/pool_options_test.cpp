#include "tests/sched/items.hpp"
#include "tests/support/proc.hpp"
#include "tests/support/test.hpp"

#include <wend/exec/identity.hpp>
#include <wend/sched/pool.hpp>

#include "runtime/sched/topology.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>
#include <algorithm>
#include <atomic>
#include <climits>
#include <cstdio>
#include <mutex>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace wend::test {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;
using ::testing::UnorderedElementsAre;

TEST(PoolOptions, AbsentWorkersMeanAsManyAsTheProcessMayUse) {
    pool p;
    EXPECT_EQ(p.workers(), wend::detail::workers_for(wend::detail::cgroup_cpus(),
                                                     wend::detail::affinity_cpus()));
    EXPECT_GE(p.workers(), 1U);
}

TEST(PoolOptions, WorkersAreTakenAsGiven) {
    pool p{{.workers = 5}};
    EXPECT_EQ(p.workers(), 5U);
}

TEST(PoolOptions, NoWorkersAreRefused) {
    EXPECT_THAT([] { pool p({.workers = 0}); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("workers is 0")));
}

TEST(PoolOptions, AnEmptyNameIsRefused) {
    EXPECT_THAT([] { pool p({.workers = 1, .name = ""}); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("name is empty")));
}

TEST(PoolOptions, ANameOfMoreThan64BytesIsRefused) {
    const std::string longest(64, 'n'), longer(65, 'n');
    EXPECT_THAT([&] { pool p({.workers = 1, .name = longer}); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("65 bytes")));
    pool p{{.workers = 1, .name = longest}};
    EXPECT_EQ(p.name(), longest);
}

TEST(PoolOptions, AStackTooSmallForAThreadIsRefused) {
    EXPECT_THAT([] { pool p({.workers = 1, .stack_bytes = 1}); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("stack_bytes is 1")));
}

TEST(PoolOptions, ItemsHaveTheStackThatWasAskedFor) {
    std::size_t bytes = 0;
    item ask{[&](context&) {
        pthread_attr_t attributes;
        ASSERT_EQ(pthread_getattr_np(pthread_self(), &attributes), 0);
        pthread_attr_getstacksize(&attributes, &bytes);
        pthread_attr_destroy(&attributes);
    }};
    {
        pool p{{.workers = 1, .stack_bytes = std::size_t{48} << 20}};
        p.submit(ask);
    }
    EXPECT_GE(bytes, std::size_t{48} << 20);
}

TEST(PoolOptions, AnAbsurdNumberOfWorkersIsRefusedAtOnce) {
    EXPECT_THAT([] { pool p({.workers = UINT_MAX}); },
                ThrowsMessage<std::system_error>(HasSubstr("4294967295 workers")));
}

TEST(PoolOptions, AStackThatTheSystemDoesNotGrantIsAClearError) {
    EXPECT_THAT([] { pool p({.workers = 2, .stack_bytes = std::size_t{1} << 46}); },
                ThrowsMessage<std::system_error>(
                    HasSubstr("a pool of 2 workers: the system refused thread 1")));
}

std::atomic<int> hooks_called{0};

/// In a process of its own that may have few more threads than it has. 0: as it should be.
int refused_for_too_many_threads() {
    const auto has = thread_states().size();
    const bool root = ::geteuid() == 0;
    // Root isn't bound by the limit; a user that nobody else is has these threads only.
    const rlim_t may_have = root ? has + 2 : 1;
    const rlimit limit{may_have, may_have};
    if (::setrlimit(RLIMIT_NPROC, &limit) != 0) return 10;
    if (root && ::setresuid(54321, 54321, 54321) != 0) return 11;
    const auto hook = [](unsigned, void*) { ++hooks_called; };
    try {
        pool p{{.workers = 8, .on_thread_start = hook, .on_thread_stop = hook}};
        return 12;
    } catch (const std::system_error& e) {
        std::fprintf(stderr, "%s\n", e.what());
        if (e.code() != std::errc::resource_unavailable_try_again) return 13;
    }
    if (hooks_called != 0) return 14;
    while (thread_states().size() != has) {  // joined threads leave /proc a little later
    }
    return 0;
}

TEST(PoolOptions, WorkersThatTheSystemDoesNotGrantAreAClearErrorAndNothingIsLeft) {
    const std::string refused = ::geteuid() == 0 ? "refused thread 3" : "refused thread 1";
    EXPECT_EXIT(::_exit(refused_for_too_many_threads()), ::testing::ExitedWithCode(0),
                "a pool of 8 workers: the system " + refused);
}

/// Names of this process's threads that begin with `prefix`, as the system shows them.
std::vector<std::string> system_names(const std::string& prefix) {
    std::vector<std::string> names;
    for (const auto& [id, name] : threads()) {
        if (name.starts_with(prefix)) names.push_back(name);
    }
    return names;
}

/// Names that the workers of `p` have by their own account.
std::vector<std::string> names_on(const pool_options& options) {
    struct list {
        std::mutex mutex;
        std::vector<std::string> names;
    } seen;
    pool_options with = options;
    with.user = &seen;
    with.on_thread_start = [](unsigned, void* user) {
        auto& all = *static_cast<list*>(user);
        const std::lock_guard guard{all.mutex};
        all.names.push_back(current_thread_name());
    };
    {
        pool p{with};
    }
    return seen.names;
}

TEST(PoolNames, TheFirstPoolWithoutANameHasThreadsCalledWorker) {
    EXPECT_THAT(names_on({.workers = 2}), UnorderedElementsAre("worker-0", "worker-1"));
}

TEST(PoolNames, ThreadsOfANamedPoolBearItsName) {
    EXPECT_THAT(names_on({.workers = 2, .name = "io"}), UnorderedElementsAre("io-0", "io-1"));
}

TEST(PoolNames, PoolsWithoutANameBesideOthersAreNumbered) {
    pool first{{.workers = 1}};
    {
        pool second{{.workers = 1}};
        EXPECT_EQ(first.name(), "pool");
        EXPECT_EQ(second.name(), "pool2");
        EXPECT_THAT(names_on({.workers = 1}), UnorderedElementsAre("pool3-0"));
    }
    EXPECT_THAT(names_on({.workers = 1}), UnorderedElementsAre("pool2-0"));
    EXPECT_THAT(names_on({.workers = 1, .name = "worker"}), UnorderedElementsAre("worker-0"));
}

TEST(PoolNames, AFormerPoolsNumberIsGivenAgain) {
    {
        pool p{{.workers = 1}};
    }
    pool p{{.workers = 1}};
    EXPECT_EQ(p.name(), "pool");
}

TEST(PoolNames, APoolThatCouldNotBeMadeKeepsNoNumber) {
    EXPECT_THROW(pool({.workers = 0}), std::invalid_argument);
    EXPECT_THROW(pool({.workers = 1, .stack_bytes = 1}), std::invalid_argument);
    pool p{{.workers = 1}};
    EXPECT_EQ(p.name(), "pool");
}

TEST(PoolNames, TheSystemKnowsThemToo) {
    pool p{{.workers = 2, .name = "a-rather-long-name"}};
    std::atomic<int> started{0};
    item first{[&](context&) {
        ++started;
        while (started != 2) {
        }
    }};
    item second{first.function};
    p.submit(first);
    p.submit(second);
    p.drain();  // both threads have run an item, so they have their names
    EXPECT_THAT(system_names("a-rather"),
                UnorderedElementsAre("a-rather-long-0", "a-rather-long-1"));
}

struct hook_record {
    std::mutex mutex;
    std::vector<std::string> calls;
};
void note(void* user, const std::string& what, unsigned worker) {
    auto& record = *static_cast<hook_record*>(user);
    const std::lock_guard guard{record.mutex};
    record.calls.push_back(what + std::to_string(worker) + " on " + current_thread_name());
}

TEST(PoolHooks, AreCalledOnceOnEachWorkersThreadWithItsNameSet) {
    hook_record record;
    {
        pool p{{.workers = 2,
                .name = "hook",
                .on_thread_start = [](unsigned w, void* user) { note(user, "start ", w); },
                .on_thread_stop = [](unsigned w, void* user) { note(user, "stop ", w); },
                .user = &record}};
    }
    EXPECT_THAT(record.calls, UnorderedElementsAre("start 0 on hook-0", "start 1 on hook-1",
                                                   "stop 0 on hook-0", "stop 1 on hook-1"));
}

TEST(PoolHooks, SurroundTheItems) {
    hook_record record;
    item middle{
        [&](context& here) { note(&record, "item ", static_cast<unsigned>(here.worker())); }};
    {
        pool p{{.workers = 1,
                .name = "hook",
                .on_thread_start = [](unsigned w, void* user) { note(user, "start ", w); },
                .on_thread_stop = [](unsigned w, void* user) { note(user, "stop ", w); },
                .user = &record}};
        p.submit(middle);
    }
    EXPECT_THAT(record.calls, ::testing::ElementsAre("start 0 on hook-0", "item 0 on hook-0",
                                                     "stop 0 on hook-0"));
}

}  // namespace
}  // namespace wend::test
