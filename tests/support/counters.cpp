#include "tests/support/counters.hpp"

#include "tests/support/proc.hpp"
#include "tests/support/test.hpp"

#include <sched.h>
#include <chrono>
#include <functional>
#include <mutex>
#include <utility>

namespace wend::test {
namespace {

struct counter_list {
    std::mutex mutex;
    std::vector<std::pair<std::string, std::function<std::int64_t()>>> counters;
};

counter_list& all_counters() {
    static counter_list* const never_destroyed = new counter_list;
    return *never_destroyed;
}

void compare(std::string& text, const char* what, const std::map<int, std::string>& before,
             const std::map<int, std::string>& after) {
    for (const auto& [id, name] : after) {
        if (!before.contains(id))
            text += std::string("  left behind: ") + what + " " + std::to_string(id) + " \"" +
                    name + "\"\n";
    }
    for (const auto& [id, name] : before) {
        if (!after.contains(id))
            text += std::string("  gone that was there before: ") + what + " " +
                    std::to_string(id) + " \"" + name + "\"\n";
    }
}

}  // namespace

void add_counter(std::string name, std::function<std::int64_t()> read) {
    counter_list& all = all_counters();
    const std::lock_guard guard{all.mutex};
    all.counters.emplace_back(std::move(name), std::move(read));
}

std::vector<reading> read_counters() {
    counter_list& all = all_counters();
    const std::lock_guard guard{all.mutex};
    std::vector<reading> values;
    for (const auto& [name, read] : all.counters) values.push_back({name, read()});
    return values;
}

balance balance::now() {
    return {.threads = test::threads(),
            .descriptors = test::descriptors(),
            .counters = read_counters()};
}

std::string balance::difference(const balance& after, bool leftovers_allowed) const {
    std::string text;
    if (!leftovers_allowed) {
        compare(text, "thread", threads, after.threads);
        compare(text, "descriptor", descriptors, after.descriptors);
    }
    for (std::size_t i = 0; i < after.counters.size(); ++i) {
        const std::int64_t was = i < counters.size() ? counters[i].value : 0;
        if (after.counters[i].value != was)
            text += "  " + after.counters[i].name + ": " + std::to_string(was) + " before, " +
                    std::to_string(after.counters[i].value) + " after\n";
    }
    return text;
}

std::string settled_difference(const balance& before, bool leftovers_allowed) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (true) {
        std::string text = before.difference(balance::now(), leftovers_allowed);
        if (text.empty() || std::chrono::steady_clock::now() >= limit) return text;
        ::sched_yield();
    }
}

}  // namespace wend::test
