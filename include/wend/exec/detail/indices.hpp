#pragma once
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace wend::inline v0::detail {

/// [begin, end) of some whole numbers, by position from 0.
template <std::integral I>
class index_pair {
public:
    index_pair(I begin, I end) noexcept
        : begin_{begin},
          size_{begin < end ? static_cast<std::size_t>(end) - static_cast<std::size_t>(begin) : 0} {
    }

    std::size_t size() const noexcept { return size_; }
    /// Of one past the last, too.
    I operator[](std::size_t position) const noexcept {
        return static_cast<I>(static_cast<std::size_t>(begin_) + position);  // wraps as it should
    }

private:
    I begin_;
    std::size_t size_;
};

/// What a loop over indices of these types has for an index.
template <class I, class J>
using index_of = std::common_type_t<I, J>;

template <class R>
concept random_access = requires(R& r, std::ptrdiff_t n) {
    { r.end() - r.begin() } -> std::convertible_to<std::ptrdiff_t>;
    r.begin()[n];
};

/// The elements of a container, span or view, by position from 0.
template <random_access R>
class elements {
    using iterator = decltype(std::declval<R&>().begin());

public:
    explicit elements(R& range)
        : first_{range.begin()}, size_{static_cast<std::size_t>(range.end() - range.begin())} {}

    std::size_t size() const noexcept { return size_; }
    decltype(auto) operator[](std::size_t position) const {
        return first_[static_cast<std::ptrdiff_t>(position)];
    }

private:
    iterator first_;
    std::size_t size_;
};

}  // namespace wend::inline v0::detail
