#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "workload.hpp"

namespace compare {
namespace {

/// The queue everybody writes once: one mutex, one condition variable, std::function.
class plain_pool {
public:
    static constexpr const char* runtime_name = "threads";
    static constexpr bool one_thread = false;
    explicit plain_pool(unsigned threads) {
        for (unsigned i = 0; i < threads; ++i) workers_.emplace_back([this] { work(); });
    }
    ~plain_pool() {
        {
            std::lock_guard lock{mutex_};
            closed_ = true;
        }
        filled_.notify_all();
        for (auto& worker : workers_) worker.join();
    }

    void submit(std::function<void()> item) {
        {
            std::lock_guard lock{mutex_};
            items_.push_back(std::move(item));
        }
        filled_.notify_one();
    }
    void drain() {
        std::unique_lock lock{mutex_};
        emptied_.wait(lock, [this] { return items_.empty() && busy_ == 0; });
    }

private:
    void work() {
        std::unique_lock lock{mutex_};
        while (true) {
            filled_.wait(lock, [this] { return closed_ || !items_.empty(); });
            if (items_.empty()) return;
            auto item = std::move(items_.front());
            items_.pop_front();
            ++busy_;
            lock.unlock();
            item();
            lock.lock();
            if (--busy_ == 0 && items_.empty()) emptied_.notify_all();
        }
    }

    std::mutex mutex_;
    std::condition_variable filled_, emptied_;
    std::deque<std::function<void()>> items_;
    unsigned busy_ = 0;
    bool closed_ = false;
    std::vector<std::thread> workers_;
};

answer burst(plain_pool& pool, std::uint64_t size) {
    std::atomic<answer> sum{0};
    for (std::uint64_t i = 0; i < size; ++i) pool.submit([&sum, i] { add_to(sum, i); });
    pool.drain();
    return sum.load();
}
const enlist<plain_pool, &burst> here;

}  // namespace
}  // namespace compare
