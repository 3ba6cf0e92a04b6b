#pragma once
#include <string>
#include <string_view>

namespace wend::inline v0::detail {

/// A pool's name and how its threads are called, for as long as the pool lives.
///
/// A pool that wasn't given a name takes the lowest number that no other such pool has: the first
/// is "pool" and its threads "worker-<i>", the n-th is "pool<n>" and "pool<n>-<i>".
class pool_name {
public:
    /// `given`: not given if its data() is null. Throws std::invalid_argument unless it has 1 to 64
    /// bytes.
    explicit pool_name(std::string_view given);
    pool_name(const pool_name&) = delete;
    pool_name& operator=(const pool_name&) = delete;
    ~pool_name();

    std::string_view view() const noexcept { return name_; }
    std::string of_worker(unsigned index) const;

private:
    unsigned number_ = 0;  ///< of a pool without a name, from 1; 0: named
    std::string name_;
};

}  // namespace wend::inline v0::detail
