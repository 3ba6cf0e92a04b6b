#pragma once
#include <cstdint>
#include <memory>
#include <vector>

/// What a comparison is made of. A program compare_<workload> has one workload and several
/// runtimes: workload.cpp describes the work and judges results, and each other file of the folder
/// puts one runtime on the list. The driver (driver.cpp) does the rest.
///
/// A runtime's file is found by its name: wend.cpp (coroutines), wend_functions.cpp (plain
/// callables), tbb.cpp, openmp.cpp, threads.cpp, serial.cpp. All do the same work with the same
/// grain.

namespace compare {

using answer = std::uint64_t;

/// The work, apart from who does it.
struct workload {
    const char* name;
    const char* operation;  ///< what one operation is
    const char* size_is;    ///< what `size` counts
    std::uint64_t size;     ///< default: one run takes 50 to 300 ms
    std::uint64_t tiny;     ///< to see whether it works at all
    std::uint64_t least, most;
    std::uint64_t (*operations)(std::uint64_t size);
    /// Judges each run, outside of the measured time.
    bool (*right)(std::uint64_t size, answer got);
    /// Called before each run, outside of the measured time; may be null.
    void (*prepare)(std::uint64_t size) = nullptr;
    /// The work takes exactly so many threads; 0: any number.
    unsigned threads = 0;
};
extern const workload the_workload;  ///< each program's own

/// One runtime whose threads have been started.
class contender {
public:
    contender() = default;
    contender(const contender&) = delete;
    contender& operator=(const contender&) = delete;
    virtual ~contender() = default;
    virtual answer run(std::uint64_t size) = 0;
};

struct runtime {
    const char* name;
    bool one_thread;  ///< only ever uses the calling thread
    std::unique_ptr<contender> (*make)(unsigned threads);
};
/// The runtimes of this program.
std::vector<runtime>& runtimes();

/// Puts a runtime on the list: `Threads` is made once, for a number of threads, and
/// `answer Run(Threads&, size)` is measured.
template <class Threads, auto Run>
class enlist {
public:
    explicit enlist(const char* name = Threads::runtime_name) {
        runtimes().push_back({name, Threads::one_thread, [](unsigned threads) {
                                  return std::unique_ptr<contender>{std::make_unique<one>(threads)};
                              }});
    }

private:
    class one final : public contender {
    public:
        explicit one(unsigned threads) : threads_(threads) {}
        answer run(std::uint64_t size) override { return Run(threads_, size); }

    private:
        Threads threads_;
    };
};

/// Plain calls.
struct calling_thread {
    static constexpr const char* runtime_name = "serial";
    static constexpr bool one_thread = true;
    explicit calling_thread(unsigned) {}
};

/// Hides a value from the optimiser, so that work on it is done anew each time.
template <class T>
T opaque(T value) {
    asm volatile("" : "+r"(value));
    return value;
}

/// A well mixed 64-bit hash (the finaliser of splitmix64, Steele et al. 2014).
inline std::uint64_t mixed(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
}

}  // namespace compare
