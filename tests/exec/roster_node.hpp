#pragma once
#include <wend/exec/roster.hpp>

#include <atomic>
#include <functional>

namespace wend::test {

/// A task as a roster sees it, that counts what it is asked.
struct live_task : roster_node {
    live_task() : roster_node{counted} {}

    std::atomic<int> asked{0}, retained{0};
    std::function<void()> when_asked;

private:
    static const operations counted;
};

inline constexpr roster_node::operations live_task::counted{
    .request_stop =
        [](roster_node& self) noexcept {
            auto& task = static_cast<live_task&>(self);
            ++task.asked;
            if (task.when_asked) task.when_asked();
        },
    .retain = [](roster_node& self) noexcept { ++static_cast<live_task&>(self).retained; },
    .release = [](roster_node& self) noexcept { --static_cast<live_task&>(self).retained; }};

}  // namespace wend::test
