#pragma once
#include <wend/exec/lane.hpp>

namespace wend::test {

/// A worker's queue that never has room for anything.
class no_room_lane : public detail::lane {
public:
    no_room_lane() noexcept : lane{nobody_} {}

    void before_blocking() noexcept override { ++blocked; }
    int refused = 0, blocked = 0;

private:
    void put_slow(work_item&) noexcept override {}
    bool make_room() noexcept override {
        ++refused;
        return false;
    }
    work_item* pop_slow(index) noexcept override { return nullptr; }
    void attend(index) noexcept override {}
    bool show_some() noexcept override { return false; }

    static constexpr std::uint32_t none = 0;
    static inline const detail::atomic<std::uint32_t> nobody_{none};
};

}  // namespace wend::test
