#pragma once
#include <map>
#include <string>
#include <vector>

/// What /proc says about this process.

namespace wend::test {

struct thread_state {
    int id = 0;
    std::string name, state, wchan, syscall, voluntary, involuntary;
};

/// Every thread of this process with what it is doing.
std::vector<thread_state> thread_states();
/// Thread id → name.
std::map<int, std::string> threads();
/// Open descriptor → what it refers to.
std::map<int, std::string> descriptors();
/// The thread's name in the system.
std::string system_thread_name(int id);

}  // namespace wend::test
