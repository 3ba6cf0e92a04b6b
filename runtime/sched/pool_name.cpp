#include "pool_name.hpp"

#include <wend/core/lock.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <stdexcept>
#include <vector>

namespace wend::inline v0::detail {
namespace {

constexpr std::size_t longest = 64;

struct number_board {
    small_lock lock;
    std::vector<bool> taken;
};
number_board& board() {
    static number_board* const never_destroyed = new number_board;
    return *never_destroyed;
}

unsigned take_number() {
    number_board& b = board();
    lock_guard guard{b.lock};
    const auto free = std::find(b.taken.begin(), b.taken.end(), false);
    const auto index = static_cast<std::size_t>(std::distance(b.taken.begin(), free));
    if (free == b.taken.end()) b.taken.push_back(true);
    b.taken[index] = true;
    return static_cast<unsigned>(index) + 1;
}

void give_number(unsigned number) noexcept {
    number_board& b = board();
    lock_guard guard{b.lock};
    b.taken[number - 1] = false;
}

}  // namespace

pool_name::pool_name(std::string_view given) {
    if (given.data() != nullptr) {
        if (given.empty()) {
            throw std::invalid_argument(
                "wend: pool_options::name is empty: give it a name, or leave it out");
        }
        if (given.size() > longest) {
            throw std::invalid_argument("wend: pool_options::name has " +
                                        std::to_string(given.size()) +
                                        " bytes: at most 64 are allowed");
        }
        name_ = given;
        return;
    }
    number_ = take_number();
    name_ = number_ == 1 ? "pool" : "pool" + std::to_string(number_);  // short: needs no memory
}

pool_name::~pool_name() {
    if (number_ != 0) give_number(number_);
}

std::string pool_name::of_worker(unsigned index) const {
    return (number_ == 1 ? "worker" : name_) + "-" + std::to_string(index);
}

}  // namespace wend::inline v0::detail
