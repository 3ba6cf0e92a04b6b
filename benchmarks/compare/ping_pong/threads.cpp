#include <condition_variable>
#include <mutex>

#include "support/plain_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

/// Whose turn it is, guarded by a mutex; two threads wait for theirs on condition variables.
class table {
public:
    void wait_for(unsigned side) {
        std::unique_lock lock{mutex_};
        turned_[side].wait(lock, [&] { return turn_ == side; });
    }
    void pass_to(unsigned side) {
        {
            std::lock_guard lock{mutex_};
            turn_ = side;
        }
        turned_[side].notify_one();
    }

private:
    std::mutex mutex_;
    std::condition_variable turned_[2];
    unsigned turn_ = 0;
};

answer ping_pong(plain_threads&, std::uint64_t size) {
    table t;
    answer done = 0;
    std::thread there{[&] {
        for (std::uint64_t i = 0; i < size; ++i) {
            t.wait_for(1);
            ++done;
            t.pass_to(0);
        }
    }};
    for (std::uint64_t i = 0; i < size; ++i) {
        t.wait_for(0);
        t.pass_to(1);
    }
    there.join();
    return done;
}
const enlist<plain_threads, &ping_pong> here;

}  // namespace
}  // namespace compare
