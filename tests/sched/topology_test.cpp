#include "runtime/sched/topology.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>

namespace wend::test {
namespace {

using wend::detail::cgroup_cpus;
using wend::detail::workers_for;

/// A machine's files, made up in a directory of their own.
class Topology : public ::testing::Test {
protected:
    void SetUp() override {
        std::string name = ::testing::TempDir() + "wend-topology-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        root_ = name;
    }
    void TearDown() override { std::filesystem::remove_all(root_); }

    void file(const std::string& path, const std::string& text) {
        const std::filesystem::path at = root_ + path;
        std::filesystem::create_directories(at.parent_path());
        std::ofstream{at} << text;
    }
    void in_groups(const std::string& lines) { file("/proc/self/cgroup", lines); }
    void group(const std::string& path, const std::string& cpu_max) {
        file("/sys/fs/cgroup" + path + "/cpu.max", cpu_max);
    }
    std::optional<double> cpus() { return cgroup_cpus(root_); }

private:
    std::string root_;
};

TEST_F(Topology, WithoutCgroupFilesThereIsNoLimit) { EXPECT_EQ(cpus(), std::nullopt); }

TEST_F(Topology, ReadsTheQuotaOfItsOwnGroup) {
    in_groups("0::/work\n");
    group("/work", "150000 100000\n");
    EXPECT_EQ(cpus(), 1.5);
}

TEST_F(Topology, MaxIsNoLimit) {
    in_groups("0::/work\n");
    group("/work", "max 100000\n");
    EXPECT_EQ(cpus(), std::nullopt);
}

TEST_F(Topology, TheSmallestQuotaOfAllAncestorsCounts) {
    in_groups("0::/slice/service/worker\n");
    group("/slice/service/worker", "400000 100000\n");
    group("/slice/service", "max 100000\n");
    group("/slice", "50000 20000\n");
    EXPECT_EQ(cpus(), 2.5);
}

TEST_F(Topology, TheRootGroupOfAContainerCounts) {
    in_groups("0::/\n");
    group("", "300000 100000\n");
    EXPECT_EQ(cpus(), 3.0);
}

TEST_F(Topology, AGroupThatIsNotVisibleInsideAContainerIsSkipped) {
    in_groups("0::/docker/0123456789abcdef\n");
    group("", "200000 100000\n");
    EXPECT_EQ(cpus(), 2.0);
}

TEST_F(Topology, ReadsVersionOneQuotas) {
    in_groups("4:memory:/m\n3:cpu,cpuacct:/a/b\n2:cpuset:/s\n");
    file("/sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_quota_us", "-1\n");
    file("/sys/fs/cgroup/cpu,cpuacct/a/b/cpu.cfs_period_us", "100000\n");
    file("/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us", "75000\n");
    file("/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us", "50000\n");
    EXPECT_EQ(cpus(), 1.5);
}

TEST_F(Topology, FindsVersionOneUnderItsShortName) {
    in_groups("3:cpu,cpuacct:/a\n");
    file("/sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "20000\n");
    file("/sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000\n");
    EXPECT_EQ(cpus(), 0.2);
}

TEST_F(Topology, TheCpusetControllerIsNotTheCpuController) {
    in_groups("3:cpuset:/a\n");
    file("/sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "20000\n");
    file("/sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000\n");
    EXPECT_EQ(cpus(), std::nullopt);
}

TEST_F(Topology, InAMixedSetupTheSmallerOfBothVersionsCounts) {
    in_groups("3:cpu:/a\n0::/b\n");
    file("/sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "400000\n");
    file("/sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000\n");
    file("/sys/fs/cgroup/unified/b/cpu.max", "300000 100000\n");
    EXPECT_EQ(cpus(), 3.0);
}

TEST_F(Topology, IllegibleFilesAreNoLimit) {
    in_groups("nonsense\n0::/a\n\n:::\n");
    group("/a", "many 100000\n");
    EXPECT_EQ(cpus(), std::nullopt);
    group("/a", "100000 0\n");
    EXPECT_EQ(cpus(), std::nullopt);
    group("/a", "100000\n");
    EXPECT_EQ(cpus(), std::nullopt);
    group("/a", "");
    EXPECT_EQ(cpus(), std::nullopt);
}

TEST(WorkersFor, RoundsUpTheSmallerOfQuotaAndCpus) {
    EXPECT_EQ(workers_for(std::nullopt, 8), 8U);
    EXPECT_EQ(workers_for(1.5, 8), 2U);
    EXPECT_EQ(workers_for(2.0, 8), 2U);
    EXPECT_EQ(workers_for(16.0, 8), 8U);
}

TEST(WorkersFor, IsAtLeastOne) {
    EXPECT_EQ(workers_for(0.01, 8), 1U);
    EXPECT_EQ(workers_for(std::nullopt, 0), 1U);
}

TEST(AffinityCpus, CountsTheCallingThreadsMask) {
    unsigned counted = 0;
    std::thread{[&] {
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(static_cast<std::size_t>(sched_getcpu()), &one);
        ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
        counted = wend::detail::affinity_cpus();
    }}.join();
    EXPECT_EQ(counted, 1U);
}

}  // namespace
}  // namespace wend::test
