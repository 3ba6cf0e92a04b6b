#include <wend/exec/detail/handback.hpp>

namespace wend::inline v0::detail {

void handback::give(part p) noexcept {
    static_cast<void>(
        word_.load(acquire));  // [K3] it is still what wanted_back() has seen, or asleep
    part_ = p;
    if ((word_.exchange(given, release) & asleep) != 0) wake_sleeper(word_);  // [K2]
}

handback::news handback::wait(lane& mine, part& given_back) noexcept {
    constexpr std::uint32_t any = given | done;
    std::uint32_t seen = open;
    if (word_.compare_exchange_strong(seen, waiting, acq_rel, acquire)) {  // [K2] [K3] [K4]
        const auto told = [&] {
            seen = word_.load(acquire);  // [K2] [K4]
            return (seen & any) != 0;
        };
        if (!spin_until(told)) {
            mine.before_blocking();
            seen = waiting;
            if (word_.compare_exchange_strong(seen, asleep, acquire, acquire)) {  // [K2] [K4]
                while (!told()) sleep_while(word_, asleep);
            }
        }
    }
    if ((seen & given) == 0) return news::done;
    given_back = part_;
    word_.fetch_and(~given, relaxed);  // the next give() waits for `waiting`: [K3]
    return news::given;
}

}  // namespace wend::inline v0::detail
