#include <wend/task/frame_allocator.hpp>

#include "tests/support/executors.hpp"

#include <gmock/gmock.h>
#include <wend/task/yield.hpp>

#include <malloc.h>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace wend::test {
namespace {

using detail::allocate_frame;
using detail::free_frame;
using detail::live_frames;

TEST(FrameAllocator, GivesAlignedBlocksOfEverySizeThatDontOverlap) {
    std::vector<std::pair<unsigned char*, std::size_t>> blocks;
    for (std::size_t bytes = 1; bytes <= 5000; bytes += 37) {
        auto* block = static_cast<unsigned char*>(allocate_frame(bytes));
        ASSERT_EQ(reinterpret_cast<std::uintptr_t>(block) % alignof(std::max_align_t), 0U);
        std::memset(block, static_cast<int>(bytes % 251), bytes);
        blocks.emplace_back(block, bytes);
    }
    for (const auto& [block, bytes] : blocks) {
        for (std::size_t i = 0; i < bytes; ++i) {
            ASSERT_EQ(block[i], bytes % 251) << "a block of " << bytes << " bytes was written over";
        }
        free_frame(block, bytes);
    }
}

TEST(FrameAllocator, CountsWhatIsLiveOverAllThreads) {
    const auto before = live_frames();
    std::vector<void*> blocks;
    std::thread maker([&] {
        for (int i = 0; i < 100; ++i) blocks.push_back(allocate_frame(100));
    });
    maker.join();
    EXPECT_EQ(live_frames(), before + 100) << "the thread is gone, its blocks aren't";
    for (void* block : blocks) free_frame(block, 100);
    EXPECT_EQ(live_frames(), before);
}

TEST(FrameAllocator, UsesABlockAgain) {
    void* first = allocate_frame(300);
    free_frame(first, 300);
    void* again = allocate_frame(310);  // of the same class
    EXPECT_EQ(first, again);
    free_frame(again, 310);
}

/// Bytes of memory that the process uses, swapped out or not.
std::size_t resident() {
    std::ifstream status("/proc/self/status");
    std::size_t kilobytes = 0;
    for (std::string key; status >> key;) {
        std::size_t value = 0;
        if ((key == "VmRSS:" || key == "VmSwap:") && status >> value) kilobytes += value;
    }
    return kilobytes * 1024;
}

TEST(FrameAllocator, BlocksThatAnotherThreadFreesAreUsedAgain) {
    allow_seconds(30);
    // Two million blocks of 256 bytes go from one thread to the other, at most 1024 at a time: half a
    // gigabyte, if the one kept making and the other kept keeping.
    constexpr std::size_t bytes = 256, slots = 1024;
    std::vector<std::atomic<void*>> passed(slots);
    const std::size_t before = resident();
    std::thread frees([&] {
        for (int i = 0; i < 2'000'000; ++i) {
            auto& slot = passed[static_cast<std::size_t>(i) % slots];
            void* block = nullptr;
            while ((block = slot.exchange(nullptr)) == nullptr) std::this_thread::yield();
            free_frame(block, bytes);
        }
    });
    for (int i = 0; i < 2'000'000; ++i) {
        auto& slot = passed[static_cast<std::size_t>(i) % slots];
        while (slot.load() != nullptr) std::this_thread::yield();
        slot.store(allocate_frame(bytes));
    }
    frees.join();
    EXPECT_LT(resident(), before + (64U << 20));
}

TEST(FrameAllocator, KeepsABoundedNumberOfBlocks) {
    allow_seconds(30);
    constexpr std::size_t bytes = 1024, count = 400'000;  // 400 MB
    std::vector<void*> blocks(count);
    for (void*& block : blocks) {
        block = allocate_frame(bytes);
        std::memset(block, 1, bytes);
    }
    const std::size_t most = resident();
    for (void* block : blocks) free_frame(block, bytes);
    // What it keeps (64 per thread, 256 batches of 32) is 8 MB and a bit: all the others are there for
    // everybody else.
    std::vector<void*> others(count);
    for (void*& block : others) {
        block = ::operator new(bytes);
        std::memset(block, 1, bytes);
    }
    const std::size_t now = resident();
    for (void* block : others) ::operator delete(block);
    if (!slow_build()) {  // a sanitizer keeps what is freed for a while on purpose
        EXPECT_LT(now, most + count * bytes / 10);
    }
}

task<void> waits() { co_await yield(); }

/// The two million steps of a million suspended tasks, and what they cost beside their frames.
TEST(FrameAllocator, AMillionSuspendedTasksCostAtMost256BytesEachBesideTheirFrames) {
    allow_seconds(60);
    constexpr std::size_t count = 1'000'000;
    const auto frames = live_frames();
    std::size_t frame_bytes = 0, task_bytes = 0;
    {
        ::malloc_trim(0);  // what other tests have left would be used instead of new memory
        std::vector<task<void>> unstarted;
        unstarted.reserve(count);
        const std::size_t before = resident();
        for (std::size_t i = 0; i < count; ++i) unstarted.push_back(waits());
        frame_bytes = resident() - before - count * sizeof(task<void>);

        manual_executor executor;
        const std::size_t started = resident();
        for (auto& each : unstarted) spawn(executor, std::move(each)).detach();
        for (std::size_t i = 0; i < count; ++i) executor.step();
        EXPECT_EQ(executor.queued(), count) << "all have run and are suspended";
        task_bytes = resident() - started;
        executor.run_until_idle();
    }
    EXPECT_EQ(live_frames(), frames);
    RecordProperty("bytes_per_frame", std::to_string(frame_bytes / count));
    RecordProperty("bytes_beside_it", std::to_string(task_bytes / count));
    if (!slow_build()) {  // what a sanitizer adds is its own
        EXPECT_LE(task_bytes / count, 256U);
        EXPECT_GE(task_bytes / count, 100U) << "the measure measures something";
    }
}

}  // namespace
}  // namespace wend::test
