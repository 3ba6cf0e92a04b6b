#include "tests/support/duel.hpp"
#include "tests/sched/test_deque.hpp"

#include "runtime/sched/idle.hpp"
#include "runtime/sched/injector.hpp"

#include <gtest/gtest.h>

/// The two places where a thread stores one word, loads another, and must not do so the other way
/// round: what x86 does to anything weaker than seq_cst.

namespace wend::test {
namespace {

using mode = wend::detail::deque::mode;
using wend::detail::idle;
using wend::detail::injector;
using wend::detail::sleeper;
using kind = wend::detail::steal_result::kind;

/// The owner pops while a thief takes all it can get: each item once.
template <class Steal>
void pop_meets_thief(mode how, unsigned rounds, Steal steal) {
    allow_seconds(60);
    work_item items[2]{work_item{nullptr}, work_item{nullptr}};
    test_deque d{how};
    int taken = 0, stolen = 0, wrong = 0;
    const auto refill = [&] {
        for (auto& i : items) d.push(i);
        if (how == mode::all_public) d.publish_all();
    };
    refill();
    duel(
        rounds, [&] { taken = d.pop() != nullptr ? 1 : 0; },
        [&] {
            stolen = 0;
            for (auto got = steal(d); got.outcome != kind::empty; got = d.steal()) {
                stolen += got.outcome == kind::item ? 1 : 0;
            }
        },
        [&] {
            while (d.pop() != nullptr) ++taken;
            wrong += taken + stolen == 2 ? 0 : 1;
            refill();
        });
    EXPECT_EQ(wrong, 0);
    while (d.pop() != nullptr) {
    }
}

TEST(Duel, AnOwnerThatPopsAndAThiefThatTakesTheLastTwoItemsNeverTakeTheSame) {
    pop_meets_thief(mode::all_public, 400'000, [](test_deque& d) { return d.steal(); });
}

TEST(Duel, AnOwnerThatPopsAndARaiderThatTakesTheLastTwoItemsNeverTakeTheSame) {
    pop_meets_thief(mode::private_first, 20'000, [](test_deque& d) { return d.raid(); });
}

/// One round of "a push meets the last searcher that goes to sleep": the pusher wakes it, or it sees
/// the item.
template <class Push, class LooksEmpty, class Clear>
void push_meets_sleep(Push push, LooksEmpty looks_empty, Clear clear) {
    allow_seconds(60);
    idle all{2};
    sleeper bed;
    sleeper* woken = nullptr;
    bool saw_nothing = false;
    int lost = 0, wrong = 0;
    if (!all.try_search()) ++wrong;
    duel(
        400'000, [&] { woken = push(all); },
        [&] {
            const auto now = all.park(bed, idle::was::searching);
            saw_nothing = now == idle::now::parked_unattended && looks_empty();
        },
        [&] {
            if (woken == nullptr) {
                lost += saw_nothing ? 1 : 0;
                if (!all.unpark_self(bed)) ++wrong;
            }
            clear();
        });
    EXPECT_EQ(lost, 0);
    EXPECT_EQ(wrong, 0);
}

TEST(Duel, APublishedPushAndAWorkerThatGoesToSleepNeverMissEachOther) {
    work_item one{nullptr};
    test_deque d{mode::all_public};
    push_meets_sleep(
        [&](idle& all) {
            d.push(one);
            return all.attention_word().load() == idle::wake ? all.wake_for_push() : nullptr;
        },
        [&] { return d.looks_empty(); }, [&] { d.pop(); });
}

TEST(Duel, APushToTheInjectorAndAWorkerThatGoesToSleepNeverMissEachOther) {
    work_item one{nullptr};
    injector queue;
    push_meets_sleep(
        [&](idle& all) { return queue.push(one, [&] { return all.wake_for_push(); }); },
        [&] { return queue.looks_empty(); }, [&] { queue.pop(); });
}

}  // namespace
}  // namespace wend::test
