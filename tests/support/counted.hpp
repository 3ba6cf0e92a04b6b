#pragma once
#include <cstdint>
#include <string>

namespace wend::test {

/// An object whose life is recorded by its address, outside of it: a second destruction and a
/// construction over a living one are seen even when the memory has been freed or reused. Both make
/// the running test fail, and so does one that is alive at the test's end.
class counted {
public:
    explicit counted(int value = 0);
    counted(const counted& other);
    counted(counted&& other) noexcept;
    counted& operator=(const counted& other);
    counted& operator=(counted&& other) noexcept;
    ~counted();

    /// -1 once moved from.
    int value() const noexcept { return value_; }

    /// Since the start of the process; tests compare differences.
    struct totals {
        std::int64_t constructed = 0;  ///< in any way
        std::int64_t destroyed = 0;
        std::int64_t copied = 0;  ///< constructed or assigned
        std::int64_t moved = 0;
        std::int64_t faults = 0;  ///< second destructions and constructions over a living one
        std::int64_t live() const noexcept { return constructed - destroyed; }
    };
    static totals total();
    /// What has happened since `before`.
    static totals since(const totals& before);

private:
    int value_;
};

}  // namespace wend::test
