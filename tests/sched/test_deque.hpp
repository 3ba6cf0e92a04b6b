#pragma once
#include "runtime/sched/deque.hpp"

#include <gtest/gtest.h>

namespace wend::test {

/// Comes before the deque that refers to it.
struct attention_of_ones_own {
    std::atomic<std::uint32_t> attention{0};
};

/// A deque without a worker around it: `attention` says whether somebody is hungry.
class test_deque : public attention_of_ones_own, public detail::deque {
public:
    explicit test_deque(mode how = mode::private_first, index capacity = 256)
        : deque{attention, how, capacity} {
        if (how == mode::all_public) attention = 1;
    }
    void before_blocking() noexcept override { publish_all(); }
    int offers() const noexcept { return offers_; }

private:
    void overflow(work_item&) noexcept override { ADD_FAILURE() << "no memory"; }
    void offered(index) noexcept override { ++offers_; }
    int offers_ = 0;
};

}  // namespace wend::test
