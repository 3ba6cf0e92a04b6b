#include "tests/support/counted.hpp"

#include "tests/support/test.hpp"

#include <gtest/gtest.h>
#include <mutex>
#include <unordered_set>

namespace wend::test {
namespace {

struct book {
    std::mutex mutex;
    std::unordered_set<const void*> living;
    counted::totals total;

    book() {
        add_counter("live counted objects", [this] {
            const std::lock_guard guard{mutex};
            return static_cast<std::int64_t>(living.size());
        });
    }
};

book& the_book() {
    static book* const never_destroyed = new book;
    return *never_destroyed;
}

void born(const counted* self, std::int64_t copies, std::int64_t moves) {
    book& b = the_book();
    bool fault = false;
    {
        const std::lock_guard guard{b.mutex};
        ++b.total.constructed;
        b.total.copied += copies;
        b.total.moved += moves;
        fault = !b.living.insert(self).second;
        b.total.faults += fault ? 1 : 0;
    }
    if (fault) ADD_FAILURE() << "a counted object was constructed over a living one";
}

void assigned(std::int64_t copies, std::int64_t moves) {
    book& b = the_book();
    const std::lock_guard guard{b.mutex};
    b.total.copied += copies;
    b.total.moved += moves;
}

}  // namespace

counted::counted(int value) : value_{value} { born(this, 0, 0); }
counted::counted(const counted& other) : value_{other.value_} { born(this, 1, 0); }
counted::counted(counted&& other) noexcept : value_{other.value_} {
    other.value_ = -1;
    born(this, 0, 1);
}
counted& counted::operator=(const counted& other) {
    value_ = other.value_;
    assigned(1, 0);
    return *this;
}
counted& counted::operator=(counted&& other) noexcept {
    const int value = other.value_;
    other.value_ = -1;
    value_ = value;
    assigned(0, 1);
    return *this;
}

counted::~counted() {
    book& b = the_book();
    bool fault = false;
    {
        const std::lock_guard guard{b.mutex};
        ++b.total.destroyed;
        fault = b.living.erase(this) == 0;
        b.total.faults += fault ? 1 : 0;
    }
    if (fault) ADD_FAILURE() << "a counted object was destroyed twice";
}

counted::totals counted::total() {
    book& b = the_book();
    const std::lock_guard guard{b.mutex};
    return b.total;
}

counted::totals counted::since(const totals& before) {
    const totals now = total();
    return {.constructed = now.constructed - before.constructed,
            .destroyed = now.destroyed - before.destroyed,
            .copied = now.copied - before.copied,
            .moved = now.moved - before.moved,
            .faults = now.faults - before.faults};
}

}  // namespace wend::test
