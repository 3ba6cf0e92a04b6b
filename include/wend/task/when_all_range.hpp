#pragma once
#include <wend/task/when_all.hpp>

#include <vector>

namespace wend::inline v0 {
namespace detail {

template <class T>
class when_all_range_awaiter : public native_awaiter {
public:
    explicit when_all_range_awaiter(std::vector<task<T>>&& branches) noexcept
        : branches_{std::move(branches)} {}

    bool await_ready() const noexcept { return branches_.empty(); }

    template <class P>
    WEND_AWAIT_SUSPEND std::coroutine_handle<> await_suspend(std::coroutine_handle<P> h) noexcept {
        join_.begin(h.promise(), branches_.size());
        for (auto& branch : branches_) join_.adopt(*branch.promise());
        for (std::size_t i = 1; i < branches_.size(); ++i) join_.offer(*branches_[i].promise());
        return join_.enter(*branches_[0].promise());  // the frame may be gone from here
    }

    auto await_resume() {
        if (join_.first_failed() != nullptr) {
            std::exception_ptr first;
            for (auto& branch : branches_) settle_branch(join_, branch, first);
            std::rethrow_exception(first);
        }
        if constexpr (!std::is_void_v<T>) {
            static_assert(!std::is_reference_v<T>,
                          "wend: when_all over a range has no vector of references to return");
            std::vector<T> results;
            results.reserve(branches_.size());
            for (auto& branch : branches_) results.push_back(take_branch(branch));
            return results;
        }
    }

private:
    std::vector<task<T>> branches_;
    branch_join join_;
};

}  // namespace detail

/// when_all() over any number of tasks of one type; gives a vector in their order, nothing for void.
template <class T>
[[nodiscard]] detail::when_all_range_awaiter<T> when_all(std::vector<task<T>> branches) noexcept {
    return detail::when_all_range_awaiter<T>{std::move(branches)};
}

}  // namespace wend::inline v0
