#include "topology.hpp"

#include <sched.h>
#include <unistd.h>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <initializer_list>
#include <sstream>
#include <string_view>
#include <utility>

namespace wend::inline v0::detail {
namespace {

using limit = std::optional<double>;

limit smaller(limit a, limit b) noexcept {
    if (!a || !b) return a ? a : b;
    return std::min(*a, *b);
}

limit ratio(double quota, double period) noexcept {
    if (!(quota > 0) || !(period > 0)) return {};
    return quota / period;
}

/// cpu.max: "<quota> <period>" in microseconds; quota is "max" for none.
limit limit_v2(const std::string& group) {
    std::ifstream file{group + "/cpu.max"};
    double quota = 0, period = 0;
    if (!(file >> quota >> period)) return {};
    return ratio(quota, period);
}

/// The quota is -1 for none.
limit limit_v1(const std::string& group) {
    std::ifstream quota_file{group + "/cpu.cfs_quota_us"};
    std::ifstream period_file{group + "/cpu.cfs_period_us"};
    double quota = 0, period = 0;
    if (!(quota_file >> quota) || !(period_file >> period)) return {};
    return ratio(quota, period);
}

/// Of `group` and every group above it, down to the mount point itself: in a container the path in
/// /proc may name groups that aren't visible, while the container's own group is mounted on top.
limit limit_up_from(const std::string& mount, std::string group,
                    limit (*read)(const std::string&)) {
    limit least;
    while (true) {
        while (!group.empty() && group.back() == '/') group.pop_back();
        least = smaller(least, read(mount + group));
        const auto slash = group.rfind('/');
        if (slash == std::string::npos) return least;
        group.resize(slash);
    }
}

bool lists(std::string_view controllers, std::string_view wanted) noexcept {
    while (!controllers.empty()) {
        const auto comma = std::min(controllers.find(','), controllers.size());
        if (controllers.substr(0, comma) == wanted) return true;
        controllers.remove_prefix(std::min(comma + 1, controllers.size()));
    }
    return false;
}

}  // namespace

std::optional<double> cgroup_cpus(const std::string& root) {
    const std::string mounts = root + "/sys/fs/cgroup";
    std::ifstream groups{root + "/proc/self/cgroup"};  // "<id>:<controllers>:<path>" each
    limit least;
    for (std::string line; std::getline(groups, line);) {
        const auto first = line.find(':');
        if (first == std::string::npos) continue;
        const auto second = line.find(':', first + 1);
        if (second == std::string::npos) continue;
        const std::string controllers = line.substr(first + 1, second - first - 1);
        const std::string group = line.substr(second + 1);
        if (line.substr(0, first) == "0" && controllers.empty()) {
            for (const char* hierarchy : {"", "/unified"}) {
                least = smaller(least, limit_up_from(mounts + hierarchy, group, limit_v2));
            }
        } else if (lists(controllers, "cpu")) {
            for (const std::string& hierarchy : {std::string{"cpu"}, controllers}) {
                least = smaller(least, limit_up_from(mounts + "/" + hierarchy, group, limit_v1));
            }
        }
    }
    return least;
}

unsigned affinity_cpus() noexcept {
    // The kernel refuses a mask that is smaller than its own, whose size isn't known beforehand.
    for (int most = CPU_SETSIZE; most <= CPU_SETSIZE << 8; most *= 2) {
        cpu_set_t* mask = CPU_ALLOC(static_cast<std::size_t>(most));
        if (mask == nullptr) break;
        const std::size_t bytes = CPU_ALLOC_SIZE(static_cast<std::size_t>(most));
        const bool known = sched_getaffinity(0, bytes, mask) == 0;
        const int cpus = known ? CPU_COUNT_S(bytes, mask) : 0;
        CPU_FREE(mask);
        if (known) return static_cast<unsigned>(std::max(cpus, 1));
    }
    return static_cast<unsigned>(std::max(sysconf(_SC_NPROCESSORS_ONLN), 1L));
}

unsigned workers_for(std::optional<double> quota, unsigned cpus) noexcept {
    const double least = std::min(quota.value_or(cpus), static_cast<double>(cpus));
    return static_cast<unsigned>(std::max(std::ceil(least), 1.0));
}

}  // namespace wend::inline v0::detail
