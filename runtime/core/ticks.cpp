#include "ticks.hpp"

#include <ctime>

namespace wend::inline v0::detail {

std::int64_t now_ns() noexcept {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * std::int64_t{1'000'000'000} + t.tv_nsec;
}

}  // namespace wend::inline v0::detail
