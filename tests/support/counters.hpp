#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace wend::test {

struct reading {
    std::string name;
    std::int64_t value = 0;
    friend bool operator==(const reading&, const reading&) = default;
};

/// The counters registered with add_counter(), read now.
std::vector<reading> read_counters();

/// What must be the same after a test as before.
struct balance {
    std::map<int, std::string> threads, descriptors;
    std::vector<reading> counters;

    static balance now();
    /// What differs in `after`, in words; empty: nothing. A counter registered meanwhile started
    /// at 0.
    std::string difference(const balance& after, bool leftovers_allowed) const;
};

/// The difference once it has settled: threads that were joined leave /proc a little later.
std::string settled_difference(const balance& before, bool leftovers_allowed);

}  // namespace wend::test
