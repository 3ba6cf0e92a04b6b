// wend-stress: runs the library under load and checks its invariants.

#include "executors.hpp"
#include "workload.hpp"

#include <wend/version.hpp>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <unistd.h>
#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <system_error>
#include <thread>

namespace {

using namespace std::chrono_literals;
using seconds = std::chrono::seconds;

enum exit_code { held = 0, violated = 1, usage = 2, hung = 3, refused = 4, interrupted = 130 };

struct settings {
    std::vector<std::string> names;
    std::uint64_t seed = 0;
    std::string duration = "10s";
    unsigned threads = std::max(2U, std::thread::hardware_concurrency());
    unsigned tasks = 1000;
    std::string executor = "pool";
    std::string report;
    seconds hang_after = 60s;
    bool keep_going = false, quiet = false, plant = false, list = false;
};

std::atomic<bool> stop_asked{false};

/// "30s", "5m", "2h", or seconds.
seconds parse_duration(const std::string& text) {
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    const std::string unit(rest, end);
    const std::uint64_t factor = unit.empty() || unit == "s" ? 1
                                 : unit == "m"               ? 60
                                 : unit == "h"               ? 3600
                                                             : 0;
    if (error != std::errc{} || factor == 0 || number == 0 || number > 1'000'000) {
        throw CLI::ValidationError("--duration",
                                   "'" + text + "' is no duration: write 30s, 5m, 2h or seconds");
    }
    return seconds(number * factor);
}

/// Reports progress, and ends the program when nothing moves any more. A plain thread: it needs nobody.
class watchdog {
public:
    watchdog(stress::run& r, std::string name, seconds limit, bool quiet)
        : run_{r}, name_{std::move(name)}, limit_{limit}, quiet_{quiet}, thread_{[this] {
              watch();
          }} {}
    ~watchdog() {
        {
            std::lock_guard guard{lock_};
            over_ = true;
        }
        wake_.notify_all();
        thread_.join();
    }

private:
    void watch() {
        const auto start = std::chrono::steady_clock::now();
        auto moved = start, said = start;
        std::uint64_t last = 0;
        const bool terminal = isatty(STDERR_FILENO) != 0;
        std::unique_lock guard{lock_};
        while (!wake_.wait_for(guard, 1s, [this] { return over_; })) {
            const auto now = std::chrono::steady_clock::now();
            const std::uint64_t done = run_.operations.load();
            if (done != std::exchange(last, done)) moved = now;
            if (stop_asked.load()) run_.interrupted.store(true);
            if (now - moved > limit_) give_up(now - start);
            if (!quiet_ && now - said >= (terminal ? 1s : 60s)) {
                said = now;
                std::fprintf(stderr, "%s%s: %llu operations, %llu checks, %llds%s",
                             terminal ? "\r" : "", name_.c_str(),
                             static_cast<unsigned long long>(done),
                             static_cast<unsigned long long>(run_.checks.load()),
                             static_cast<long long>(
                                 std::chrono::duration_cast<seconds>(now - start).count()),
                             terminal ? "  " : "\n");
            }
        }
        if (terminal && !quiet_) std::fputs("\n", stderr);
    }

    [[noreturn]] void give_up(std::chrono::steady_clock::duration after) {
        std::fprintf(stderr,
                     "\nwend-stress: %s hangs: nothing moved for %lld s (after %lld s, %llu "
                     "operations, seed %llu)\n",
                     name_.c_str(), static_cast<long long>(limit_.count()),
                     static_cast<long long>(std::chrono::duration_cast<seconds>(after).count()),
                     static_cast<unsigned long long>(run_.operations.load()),
                     static_cast<unsigned long long>(run_.seed));
        std::fputs("threads:\n", stderr);
        const auto pid = std::to_string(getpid());
        static_cast<void>(std::system(("for t in /proc/" + pid +
                                       "/task/*; do echo \"  $(cat $t/comm): $(cat $t/wchan "
                                       "2>/dev/null)\"; done >&2")
                                          .c_str()));
        std::_Exit(hung);
    }

    stress::run& run_;
    const std::string name_;
    const seconds limit_;
    const bool quiet_;
    std::mutex lock_;
    std::condition_variable wake_;
    bool over_ = false;
    std::thread thread_;
};

/// Runs one workload; its row of the report.
nlohmann::json run_one(const stress::workload& w, const settings& s, stress::executor_kind kind) {
    stress::run r;
    r.seed = s.seed;
    r.threads = s.threads;
    r.tasks = s.tasks;
    r.plant = s.plant;
    r.executor = kind;
    const auto start = std::chrono::steady_clock::now();
    r.end = start + parse_duration(s.duration);
    std::string failure;
    {
        const watchdog dog(r, std::string(w.name), s.hang_after, s.quiet);
        try {
            w.body(r);
        } catch (const stress::violation& broken) {
            failure = broken.what();
        }
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    const double rate = static_cast<double>(r.operations.load()) / took.count();
    if (failure.empty()) {
        std::printf("%-11s held: %llu operations in %.1f s (%.0f/s), %llu checks\n", w.name.data(),
                    static_cast<unsigned long long>(r.operations.load()), took.count(), rate,
                    static_cast<unsigned long long>(r.checks.load()));
    } else {
        std::fprintf(stderr, "wend-stress: %s: VIOLATED with --seed %llu: %s\n", w.name.data(),
                     static_cast<unsigned long long>(s.seed), failure.c_str());
    }
    return {{"workload", w.name},
            {"seed", s.seed},
            {"seconds", took.count()},
            {"threads", s.threads},
            {"executor", kind == stress::executor_kind::pool ? "pool" : "tbb"},
            {"compiler", __VERSION__},
            {"version", WEND_VERSION_STRING},
            {"operations", r.operations.load()},
            {"rate", rate},
            {"checks", r.checks.load()},
            {"violation", failure}};
}

std::vector<const stress::workload*> chosen(const settings& s) {
    std::vector<const stress::workload*> all;
    for (const auto& w : stress::workloads()) {
        if (s.names.empty() || std::find(s.names.begin(), s.names.end(), w.name) != s.names.end())
            all.push_back(&w);
    }
    for (const auto& name : s.names) {
        if (std::none_of(all.begin(), all.end(), [&](auto* w) { return w->name == name; })) {
            throw CLI::ValidationError("--workload",
                                       "no workload is called '" + name + "': see --list");
        }
    }
    return all;
}

int run_all(const settings& s) {
    nlohmann::json rows = nlohmann::json::array();
    bool broken = false;
    std::vector<stress::executor_kind> kinds;
    if (s.executor != "tbb") kinds.push_back(stress::executor_kind::pool);
    if (s.executor != "pool") kinds.push_back(stress::executor_kind::tbb);
    std::printf("seed %llu\n", static_cast<unsigned long long>(s.seed));
    std::fflush(stdout);
    for (const auto* w : chosen(s)) {
        for (const auto kind : kinds) {
            if (stop_asked.load() || (broken && !s.keep_going)) break;
            rows.push_back(run_one(*w, s, kind));
            broken = broken || !rows.back()["violation"].get<std::string>().empty();
            std::fflush(stdout);
        }
    }
    if (!s.report.empty()) {
        std::ofstream file(s.report);
        file << rows.dump(2) << '\n';
        if (!file.flush())
            throw std::system_error(errno, std::generic_category(), "cannot write " + s.report);
    }
    if (broken) return violated;
    return stop_asked.load() ? interrupted : held;
}

}  // namespace

int main(int argc, char** argv) {
    settings s;
    std::random_device drawn;
    s.seed = (std::uint64_t{drawn()} << 32) | drawn();
    CLI::App app{
        "Runs wend under load and checks its invariants. Exit code: 0 all held, 1 an invariant was "
        "violated, "
        "2 bad usage, 3 hang, 4 the system refused, 130 interrupted."};
    app.name("wend-stress");
    app.set_help_all_flag("--help-all", "also what is for testing this tool");
    app.add_flag("--list", s.list,
                 "name the workloads, the fault each looks for, and what it checks");
    app.add_option("--workload", s.names, "run this one (repeatable; default: all, in turn)");
    app.add_option("--seed", s.seed, "repeat these operations (default: drawn, and printed first)");
    app.add_option("--duration,--seconds", s.duration,
                   "per workload: 30s, 5m, 2h, or seconds (default: 10s)");
    app.add_option("--threads", s.threads, "workers (default: one for each CPU, at least 2)")
        ->check(CLI::Range(1, 1024));
    app.add_option("--tasks", s.tasks, "tasks per round (default: 1000)")
        ->check(CLI::Range(1, 1'000'000));
    app.add_option("--executor", s.executor, "what runs the tasks (default: pool)")
        ->check(CLI::IsMember(std::vector<std::string>(
            WEND_STRESS_TBB ? std::vector<std::string>{"pool", "tbb", "all"}
                            : std::vector<std::string>{"pool"})));
    app.add_option("--report", s.report, "write the results as JSON to this file");
    app.add_flag("--keep-going", s.keep_going, "go on after a violation");
    app.add_flag("--quiet", s.quiet, "no progress");
    unsigned hang_after = 60;
    app.add_option("--hang-after", hang_after,
                   "seconds without an operation that count as a hang (default: 60)")
        ->check(CLI::Range(1, 3600));
    app.add_flag("--plant", s.plant, "break the workload's own invariant: the run must fail")
        ->group("");
    try {
        app.parse(argc, argv);
        s.hang_after = seconds(hang_after);
        static_cast<void>(parse_duration(s.duration));
        static_cast<void>(chosen(s));
    } catch (const CLI::Success& asked) {
        return app.exit(asked);
    } catch (const CLI::Error& error) {
        std::string line = error.what();
        std::replace(line.begin(), line.end(), '\n', ' ');
        std::fprintf(stderr, "wend-stress: %s\n", line.c_str());
        return usage;
    }
    if (s.list) {
        for (const auto& w : stress::workloads()) {
            std::printf("%-11s %-32s %s\n", w.name.data(), w.fault.data(), w.checks.data());
        }
        return held;
    }
    std::signal(SIGINT, [](int) { stop_asked.store(true); });
    try {
        return run_all(s);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "wend-stress: the system refused: %s\n", error.what());
        return refused;
    }
}
