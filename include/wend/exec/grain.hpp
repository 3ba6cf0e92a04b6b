#pragma once
#include <concepts>
#include <cstddef>
#include <stdexcept>

namespace wend::inline v0 {

/// How many indices of a loop make one piece at most. Between two pieces a worker looks whether
/// somebody is hungry, and only then divides what is left of its loop: so a grain is how long others
/// may have to wait, not how often anything is queued.
class grain {
public:
    /// A thousandth of the loop, and no more than 2048 indices.
    grain() noexcept = default;
    /// Throws std::invalid_argument for 0.
    explicit grain(std::size_t indices) : indices_{indices} {
        if (indices == 0)
            throw std::invalid_argument(
                "wend: a grain of 0 indices: at least 1, or leave it out to have it chosen");
    }

    /// Of a loop over `count` indices.
    std::size_t of(std::size_t count) const noexcept {
        constexpr std::size_t pieces = 1024, most = 2048;
        if (indices_ != 0) return indices_;
        return count < pieces ? 1 : count / pieces < most ? count / pieces : most;
    }

private:
    std::size_t indices_ = 0;  ///< 0: to be chosen
};

/// The same, with a shape that is independent of the threads: a loop is halved down to pieces of at
/// most so many indices, always. The same loop combines the same partial results in the same order
/// each time, bit for bit, on any number of workers.
class fixed_grain : public grain {
public:
    using grain::grain;
};

namespace detail {

template <class G>
concept some_grain = std::same_as<G, grain> || std::same_as<G, fixed_grain>;

}  // namespace detail
}  // namespace wend::inline v0
