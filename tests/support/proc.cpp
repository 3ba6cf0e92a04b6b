#include "tests/support/proc.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>
#include <cstdlib>

namespace wend::test {
namespace {

/// First 4 KiB of a file without its last newline; "?" if it can't be read (a thread that has just
/// gone).
std::string text_of(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return "?";
    char buffer[4096];
    const ssize_t n = ::read(fd, buffer, sizeof buffer);
    ::close(fd);
    if (n < 0) return "?";
    std::string text(buffer, static_cast<std::size_t>(n));
    if (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

/// The value of "key:<tab>value" in a status file.
std::string field(const std::string& status, const std::string& key) {
    const auto at = status.find("\n" + key + ":\t");
    if (at == std::string::npos) return "?";
    const auto from = at + key.size() + 3;
    return status.substr(from, status.find('\n', from) - from);
}

/// The numbers that name entries of a directory, the one that lists it left out.
std::vector<int> numbered_entries(const char* path) {
    std::vector<int> found;
    DIR* dir = ::opendir(path);
    if (dir == nullptr) return found;
    while (const dirent* entry = ::readdir(dir)) {
        if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9')
            found.push_back(std::atoi(entry->d_name));
    }
    const int own = ::dirfd(dir);
    if (std::string(path) == "/proc/self/fd") std::erase(found, own);
    ::closedir(dir);
    return found;
}

}  // namespace

std::string system_thread_name(int id) {
    return text_of("/proc/self/task/" + std::to_string(id) + "/comm");
}

std::vector<thread_state> thread_states() {
    std::vector<thread_state> all;
    for (const int id : numbered_entries("/proc/self/task")) {
        const std::string dir = "/proc/self/task/" + std::to_string(id) + "/";
        const std::string status = text_of(dir + "status");
        const std::string syscall = text_of(dir + "syscall");
        all.push_back({.id = id,
                       .name = system_thread_name(id),
                       .state = field(status, "State"),
                       .wchan = text_of(dir + "wchan"),
                       .syscall = syscall.substr(0, syscall.find(' ')),
                       .voluntary = field(status, "voluntary_ctxt_switches"),
                       .involuntary = field(status, "nonvoluntary_ctxt_switches")});
    }
    return all;
}

std::map<int, std::string> threads() {
    std::map<int, std::string> all;
    for (const int id : numbered_entries("/proc/self/task")) all[id] = system_thread_name(id);
    return all;
}

std::map<int, std::string> descriptors() {
    std::map<int, std::string> all;
    for (const int fd : numbered_entries("/proc/self/fd")) {
        char target[256];
        const ssize_t n =
            ::readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), target, sizeof target);
        all[fd] = n < 0 ? "?" : std::string(target, static_cast<std::size_t>(n));
    }
    return all;
}

}  // namespace wend::test
