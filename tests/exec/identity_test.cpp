#include <wend/exec/identity.hpp>

#include "tests/support/item.hpp"
#include "tests/support/proc.hpp"
#include "tests/support/routine.hpp"
#include "tests/support/test.hpp"

#include <wend/exec/context.hpp>
#include <wend/exec/manual_executor.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <unistd.h>
#include <atomic>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace wend {
namespace {

using detail::make_identity;
using detail::release_identity;
using detail::task_identity;
using test::routine;

constexpr std::string_view unnamed{};

/// The N of "Task-N".
long number(const std::string& name) {
    EXPECT_EQ(name.rfind("Task-", 0), 0U) << name;
    return std::stol(name.substr(5));
}

/// `f` on a thread of its own; what it returns.
template <class F>
std::string on_a_thread(F f) {
    std::string result;
    std::thread([&] { result = f(); }).join();
    return result;
}

std::string system_name_here() {
    char name[16] = {};
    ::pthread_getname_np(::pthread_self(), name, sizeof name);
    return name;
}

TEST(TaskName, IsTheNextNumberInOrderOfCreation) {
    task_identity* const first = make_identity(unnamed);
    task_identity* const named = make_identity("named");
    task_identity* const second = make_identity(unnamed);
    task_identity* const empty = make_identity("");
    task_identity* const third = make_identity(unnamed);
    const long n = number(first->name());
    EXPECT_EQ(number(second->name()), n + 1) << "a named task takes no number";
    EXPECT_EQ(number(third->name()), n + 2) << "nor does one with an empty name";
    EXPECT_EQ(named->name(), "named");
    EXPECT_EQ(empty->name(), "");
    for (auto* i : {third, first, empty, named, second}) release_identity(i);
    task_identity* const later = make_identity(unnamed);
    EXPECT_EQ(number(later->name()), n + 3) << "numbers aren't used again";
    release_identity(later);
}

TEST(TaskName, NumbersAreDenseOverManyThreads) {
    constexpr int threads = 4, each = 1'000;
    std::vector<std::vector<long>> numbers(threads);
    std::vector<std::thread> all;
    for (auto& mine : numbers) {
        all.emplace_back([&mine] {
            for (int i = 0; i < each; ++i) {
                task_identity* const id = make_identity(unnamed);
                mine.push_back(number(id->name()));
                release_identity(id);
            }
        });
    }
    for (auto& t : all) t.join();
    std::set<long> seen;
    for (const auto& mine : numbers) seen.insert(mine.begin(), mine.end());
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(threads * each));
    EXPECT_EQ(*seen.rbegin() - *seen.begin() + 1, threads * each);
}

TEST(TaskName, MayBeChangedAndIsCutAtFourKibibytes) {
    task_identity* const id = make_identity(unnamed);
    id->set_name("renamed");
    EXPECT_EQ(id->name(), "renamed");
    std::string wide;
    for (int i = 0; i < 3'000; ++i) wide += "ä";
    id->set_name("x" + wide);  // an odd byte in front: byte 4096 is inside a letter
    EXPECT_EQ(id->name(), "x" + wide.substr(0, 4094) + "…");
    release_identity(id);

    task_identity* const given = make_identity(std::string(10'000, 'n'));
    EXPECT_EQ(given->name(), std::string(4'096, 'n') + "…");
    release_identity(given);
}

TEST(TaskId, IsUniqueForNamedTasksTooAlsoWhenSlotsAreReused) {
    std::set<task_id> ids;
    for (int i = 0; i < 1'000; ++i) {
        task_identity* const id = make_identity(i % 2 == 0 ? unnamed : std::string_view("n"));
        EXPECT_NE(id->id(), 0U);
        EXPECT_TRUE(ids.insert(id->id()).second);
        release_identity(id);
    }
}

TEST(CurrentTask, IsNoneOutsideOfTasks) {
    EXPECT_EQ(current_task_name(), "None");
    EXPECT_EQ(current_task_id(), 0U);
    EXPECT_EQ(current_worker_index(), -1);
    EXPECT_EQ(current_executor_name(), "");
    EXPECT_EQ(current_names().task, "None");
}

routine asks(names& who, task_id& id, int& worker, std::string& where) {
    who = current_names();
    id = current_task_id();
    worker = current_worker_index();
    where = current_executor_name();
    co_return 0;
}

TEST(CurrentTask, IsTheOneThatIsDriven) {
    manual_executor e{"by hand"};
    names who;
    task_id id = 0;
    int worker = 0;
    std::string where;
    routine r = asks(who, id, worker, where);
    task_identity* const identity = make_identity("driven");
    {
        context here{e, nullptr, 7};
        r.drive(here, identity);
    }
    EXPECT_EQ(who.task, "driven");
    EXPECT_EQ(who.thread, current_thread_name());
    EXPECT_EQ(id, identity->id());
    EXPECT_EQ(worker, 7);
    EXPECT_EQ(where, "by hand");
    EXPECT_EQ(current_task_name(), "None");
    release_identity(identity);
}

TEST(ThreadName, OfTheMainThreadIsMainThread) {
    ASSERT_EQ(::gettid(), ::getpid()) << "tests run on the main thread";
    EXPECT_EQ(current_thread_name(), "MainThread");
}

TEST(ThreadName, OfAForeignThreadIsANumberThatStays) {
    std::string again;
    const std::string name = on_a_thread([&] {
        const std::string first = current_thread_name();
        again = current_thread_name();
        return first;
    });
    EXPECT_THAT(name, ::testing::MatchesRegex("Thread-[0-9]+"));
    EXPECT_EQ(again, name);
    EXPECT_NE(on_a_thread([] { return current_thread_name(); }), name);
}

TEST(ThreadName, OfAThreadThatWasNamedTakesNoNumber) {
    const auto thread_number = [](const std::string& name) { return std::stol(name.substr(7)); };
    const std::string before = on_a_thread([] { return current_thread_name(); });
    on_a_thread([] {
        set_thread_name("named at once");
        return current_thread_name();
    });
    const std::string after = on_a_thread([] { return current_thread_name(); });
    EXPECT_EQ(thread_number(after), thread_number(before) + 1);
}

TEST(ThreadName, TakesTheSystemsNameIfSomebodySetOne) {
    EXPECT_EQ(on_a_thread([] {
                  ::pthread_setname_np(::pthread_self(), "audio");
                  return current_thread_name();
              }),
              "audio");
}

TEST(ThreadName, IsNotInheritedFromAThreadThatWeNamed) {
    const std::string child = on_a_thread([] {
        set_thread_name("worker-0");
        return on_a_thread([] {
            EXPECT_EQ(system_name_here(), "worker-0") << "the system does inherit it";
            return current_thread_name();
        });
    });
    EXPECT_THAT(child, ::testing::MatchesRegex("Thread-[0-9]+"));
}

TEST(SetThreadName, ChangesTheNameAtOnceHereAndInTheSystem) {
    on_a_thread([] {
        set_thread_name("first");
        EXPECT_EQ(current_thread_name(), "first");
        EXPECT_EQ(system_name_here(), "first");
        set_thread_name("second");
        EXPECT_EQ(current_thread_name(), "second");
        EXPECT_EQ(test::system_thread_name(::gettid()), "second");
        return "";
    });
}

TEST(SetThreadName, GivesTheSystemFifteenBytesAndKeepsTheIndex) {
    const auto in_the_system = [](std::string_view name) {
        return on_a_thread([name] {
            set_thread_name(name);
            EXPECT_EQ(current_thread_name(), name) << "whole in records";
            return system_name_here();
        });
    };
    EXPECT_EQ(in_the_system("exactly-fifteen"), "exactly-fifteen");
    EXPECT_EQ(in_the_system("image-decoder-pool-12"), "image-decode-12");
    EXPECT_EQ(in_the_system("a-long-name-without-one"), "a-long-name-wit");
    EXPECT_EQ(in_the_system("a-long-name-with-a-dash-"), "a-long-name-wit");
    EXPECT_EQ(in_the_system("an-id-that-is-no-index-1234567890"), "an-id-that-is-n");
    EXPECT_EQ(in_the_system("größenordnungen-3"), "größenordnu-3") << "ö and ß have two bytes";
    EXPECT_EQ(in_the_system("fünfzehn-bytesß"), "fünfzehn-bytes") << "no half letter";
    EXPECT_EQ(in_the_system(""), "");
}

TEST(SetThreadName, LeavesTheProcessItsName) {
    const std::string process = test::system_thread_name(::getpid());
    set_thread_name("main, renamed");
    EXPECT_EQ(current_thread_name(), "main, renamed");
    EXPECT_EQ(test::system_thread_name(::getpid()), process);
    set_thread_name("MainThread");
}

TEST(ThreadName, OfAThreadThatEndedIsNotTheNextOnes) {
    for (int i = 0; i < 100; ++i) {
        on_a_thread([] {
            set_thread_name("old");
            return "";
        });
        EXPECT_NE(on_a_thread([] { return current_thread_name(); }), "old");
    }
}

/// Hands its task to another thread from its own await_suspend, and goes on asking for its name, as
/// an awaiter that logs does.
struct hands_over {
    std::atomic<task_identity*>* to;
    task_identity* own;
    std::string wanted;
    int* wrong;

    explicit hands_over(std::atomic<task_identity*>& t, task_identity* o, int& w)
        : to{&t}, own{o}, wanted{o->name()}, wrong{&w} {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<>) noexcept {
        to->store(own);
        for (int i = 0; i < 20; ++i) *wrong += current_task_name() == wanted ? 0 : 1;
    }
    void await_resume() const noexcept {}
};

routine ends_elsewhere(std::atomic<task_identity*>& to, task_identity* own, int& wrong) {
    hands_over hand{to, own, wrong};
    co_await hand;
    co_return 0;
}

TEST(CurrentTask, KeepsItsNameWhileTheTaskEndsOnAnotherThread) {
    const int rounds = test::slow_build() ? 1'000 : 5'000;
    std::atomic<task_identity*> ended{nullptr};
    std::atomic<bool> done{false};
    std::thread other([&] {
        while (!done) {
            task_identity* const id = ended.exchange(nullptr);
            if (id == nullptr) {
                std::this_thread::yield();
                continue;
            }
            release_identity(id);
            // Enough others to have each slot used again that nobody holds.
            for (int i = 0; i < 150; ++i)
                release_identity(make_identity(i % 2 == 0 ? unnamed : std::string_view("other")));
        }
    });
    int wrong = 0;
    {
        manual_executor e;
        context here{e};
        for (int i = 0; i < rounds; ++i) {
            const std::string name = "round-" + std::to_string(i);
            task_identity* const id = make_identity(i % 2 == 0 ? std::string_view(name) : unnamed);
            routine r = ends_elsewhere(ended, id, wrong);
            r.drive(here, id);
            while (ended != nullptr) std::this_thread::yield();
        }
    }
    done = true;
    other.join();
    EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace wend
