#pragma once
#include <wend/core/atomic.hpp>
#include <wend/exec/identity.hpp>

#include <cstdint>
#include <string>

namespace wend::inline v0 {
class context;
}

namespace wend::inline v0::detail {

/// What the library knows of one thread. Records are linked for ever and reused by later threads,
/// so that any thread may walk them.
///
/// Invariant  `running` is written by its thread only, and only while the task named there can't
///            end (its thread is about to run it) or is being left.
/// Edges      [I1] `running` stored → … → the task ends → identity scan: happens-before by the
///            task's own hand-overs, so the store needs no barrier for it.
///            [I2] `running` left or changed (release) → scan (acquire): reads of the old identity.
///            [I3] a record pushed → who walks the list: the record.
///            [I4] a record given back → the thread that adopts it: its lists.
class thread_record {
public:
    /// The calling thread's, made at the first call. Never fails: out of memory ends the program.
    static thread_record& mine() noexcept;
    /// All records ever made, newest first.
    static thread_record* all() noexcept;

    atomic<task_identity*> running{nullptr};
    context* current = nullptr;
    std::string name;    ///< once named
    bool named = false;  ///< at the first question, so that who is named takes no "Thread-N"
    /// Hash of the system's name that set_thread_name() gave this thread, 0 if it gave none. A
    /// thread inherits its creator's name in the system, which names the creator only.
    atomic<std::uint64_t> given_name{0};
    task_identity* free_slots = nullptr;  ///< identities to reuse
    unsigned free_count = 0;
    task_identity* retired_slots = nullptr;  ///< identities that some thread may still run under
    unsigned retired_count = 0;
    thread_record* next = nullptr;

private:
    friend struct thread_record_access;
    atomic<bool> taken_{true};
};

/// "MainThread", the OS name if somebody set one, else "Thread-N".
std::string default_thread_name();

}  // namespace wend::inline v0::detail
