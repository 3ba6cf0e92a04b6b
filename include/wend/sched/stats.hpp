#pragma once
#include <cstdint>

namespace wend::inline v0 {

/// What workers did since their pool was made: counts, a snapshot. Each is exact once the pool is
/// idle.
struct pool_stats {
    std::uint64_t items_run = 0;     ///< by workers' loops; branches that follow one another aren't
    std::uint64_t local_pushes = 0;  ///< items a worker put into its own queue
    std::uint64_t injected = 0;      ///< items taken from the queue for submissions from outside
    std::uint64_t steals = 0;        ///< items taken from another worker
    std::uint64_t steal_attempts = 0;  ///< looks into another worker's queue
    std::uint64_t lost_races = 0;      ///< attempts that found an item, but somebody was faster
    std::uint64_t raids = 0;           ///< times it went for items that their owner kept private
    std::uint64_t looks = 0;           ///< times the sentinel looked around, be it in vain
    std::uint64_t parks = 0;           ///< times a worker went to sleep
    std::uint64_t wakes = 0;           ///< times it was woken

    pool_stats& operator+=(const pool_stats& other) noexcept {
        items_run += other.items_run;
        local_pushes += other.local_pushes;
        injected += other.injected;
        steals += other.steals;
        steal_attempts += other.steal_attempts;
        lost_races += other.lost_races;
        raids += other.raids;
        looks += other.looks;
        parks += other.parks;
        wakes += other.wakes;
        return *this;
    }
};

}  // namespace wend::inline v0
