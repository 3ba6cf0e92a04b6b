#pragma once
#include <wend/exec/identity.hpp>
#include <wend/wend.hpp>

#include <stdexcept>
#include <string>
#include <vector>

/// Sources that the conformance cases ask.

namespace wend::test {

struct source_failed : std::runtime_error {
    source_failed() : std::runtime_error("the source failed") {}
};

/// A hand-written iterable: 1 to `last`, each item after a turn of the executor if `slow`.
class numbers {
public:
    explicit numbers(int last, bool slow = false) : last_{last}, slow_{slow} {}

    numbers& aiter() {
        ++acquired;
        return *this;
    }
    task<next_result<int>> anext() {
        ++asked;
        if (slow_) co_await yield();
        if (at_ == last_) co_return std::nullopt;
        co_return ++at_;
    }

    int acquired = 0;
    int asked = 0;

private:
    int last_;
    bool slow_;
    int at_ = 0;
};

/// What closed, in order.
using journal = std::vector<std::string>;

struct closing_resource {
    journal* log;
    std::string name;
    closing_resource(journal& l, std::string n) : log{&l}, name{std::move(n)} {}
    task<void> close() {
        co_await yield();
        log->push_back(name + " closed");
    }
};

/// 1 to `last`; notes in the journal when it is closed.
inline async_generator<int> closing(journal& log, std::string name, int last) {
    closing_resource resource{log, std::move(name)};
    co_await on_close(std::move(resource), &closing_resource::close);
    for (int i = 1; i <= last; ++i) co_yield i;
}

/// 1 to `last`, without suspending.
inline async_generator<int> counting(int last) {
    for (int i = 1; i <= last; ++i) co_yield i;
}

/// 1 to `good`, then an error.
inline async_generator<int> failing(int good) {
    for (int i = 1; i <= good; ++i) co_yield i;
    throw source_failed();
}

}  // namespace wend::test
