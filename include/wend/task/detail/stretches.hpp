#pragma once
#include <wend/core/lock.hpp>
#include <wend/task/frame_allocator.hpp>

#include <cstddef>
#include <utility>

namespace wend::inline v0::detail {

/// Results of consecutive chunks of a loop that wait for those of their neighbours: so they are
/// combined from left to right in whatever order they come. Two that touch are combined at once, so
/// between two that wait somebody is still at work.
///
/// Threads   add: any.  take: after all of them.
template <class T>
class stretches {
public:
    stretches() noexcept = default;
    stretches(const stretches&) = delete;
    stretches& operator=(const stretches&) = delete;
    ~stretches() {
        while (waiting_ != nullptr) delete std::exchange(waiting_, waiting_->next);
    }

    /// The result of chunks `first` to `last` - 1. Throws bad_alloc, and what `combine` throws: the
    /// results that it was combining are lost then.
    template <class Combine>
    void add(std::size_t first, std::size_t last, T&& value, Combine&& combine) {
        owner mine{new stretch(first, last, std::move(value))};
        while (stretch* const found = neighbour_or_wait(mine)) {
            const owner other{found};
            stretch& m = *mine.held;
            if (found->first == m.last) {
                m.value = combine(std::move(m.value), std::move(found->value));
                m.last = found->last;
            } else {
                m.value = combine(std::move(found->value), std::move(m.value));
                m.first = found->first;
            }
        }
    }
    /// The result of all chunks, which have been added.
    T&& take() noexcept { return std::move(waiting_->value); }

private:
    struct stretch : frame_allocated {
        stretch(std::size_t f, std::size_t l, T&& v) : first{f}, last{l}, value(std::move(v)) {}
        std::size_t first, last;
        T value;
        stretch* next = nullptr;
    };
    struct owner {
        explicit owner(stretch* s) noexcept : held{s} {}
        owner(const owner&) = delete;
        owner& operator=(const owner&) = delete;
        ~owner() { delete held; }
        stretch* held;
    };

    /// Takes out a stretch that touches this one; null: there is none, and this one waits here.
    stretch* neighbour_or_wait(owner& mine) noexcept {
        stretch& m = *mine.held;
        lock_guard guard{lock_};
        for (stretch** at = &waiting_; *at != nullptr; at = &(*at)->next) {
            stretch* const each = *at;
            if (each->last != m.first && each->first != m.last) continue;
            *at = each->next;
            return each;
        }
        m.next = std::exchange(waiting_, &m);
        mine.held = nullptr;
        return nullptr;
    }

    small_lock lock_;  ///< guards waiting_
    stretch* waiting_ = nullptr;
};

}  // namespace wend::inline v0::detail
