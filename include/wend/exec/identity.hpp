#pragma once
#include <wend/core/atomic.hpp>
#include <wend/core/lock.hpp>

#include <cstdint>
#include <string>
#include <string_view>

/// Who is running: names of threads and tasks, for records and dumps. A record captures them by
/// value.

namespace wend::inline v0 {

/// Unique for every task of the process, named or not; 0: no task.
using task_id = std::uint64_t;

/// The calling thread's name and the name of the task it runs ("None" outside of tasks).
struct names {
    std::string thread;
    std::string task;
};

/// Any thread. By value: nothing thread-local leaves, so the answer is right before and after a
/// hop.
names current_names();
/// The calling thread's name: "MainThread", "worker-0", "Thread-1", or what set_thread_name() gave
/// it.
std::string current_thread_name();
/// The running task's name, "Task-N" unless it was given one; "None" outside of tasks.
std::string current_task_name();
/// The running task's id, 0 outside of tasks.
task_id current_task_id() noexcept;
/// Index of the pool worker that the calling thread is, -1 off a pool.
int current_worker_index() noexcept;
/// Name of the executor that the calling thread works for, empty outside.
std::string current_executor_name();
/// Renames the calling thread, at once, in records and (cut to 15 bytes, keeping a "-<index>"
/// ending) in the system.
void set_thread_name(std::string_view name);

namespace detail {

/// The name of one task, apart from its coroutine frame: an awaiter may still log after its task
/// has been resumed and has ended on another thread. Slots are reused only when no thread runs
/// under them any more (runtime/exec/identity.cpp).
class task_identity {
public:
    task_id id() const noexcept {
        return id_.load(relaxed);
    }  // written before the task is published
    /// "Task-N", or the name given. Any thread that runs under this identity or owns a reference to
    /// the task.
    std::string name() const;
    /// Takes effect with the next record on every thread.
    void set_name(std::string_view name);

private:
    friend class identity_slab;
    atomic<task_id> id_{0};
    std::uint64_t number_ = 0;      ///< N of "Task-N", unless the task is named
    mutable small_lock name_lock_;  ///< guards the two below once the task runs
    bool named_ = false;
    std::string* given_ = nullptr;   ///< once made, kept for the slot's next tasks
    task_identity* next_ = nullptr;  ///< in a free or retired list
    std::uint64_t index_ = 0;        ///< of the slot, the low part of its ids
};

/// The identity that the calling thread runs under; null outside of tasks.
task_identity* running_identity() noexcept;
/// A new identity. No name (data() is null): takes the next number of the process-wide sequence
/// "Task-N".
task_identity* make_identity(std::string_view name);
/// Ends it. Threads that still run under it keep reading the right name.
void release_identity(task_identity* identity) noexcept;

}  // namespace detail
}  // namespace wend::inline v0
