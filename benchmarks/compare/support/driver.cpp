// main() of every comparison: see --help. Exit code 1 if a result is wrong, 2 for bad arguments.

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>

#include "contender.hpp"

namespace compare {

std::vector<runtime>& runtimes() {
    static std::vector<runtime> all;
    return all;
}

namespace {

using nlohmann::json;

struct options {
    std::string runtime;
    unsigned threads = 0;
    unsigned rounds = 5;
    std::uint64_t size = the_workload.size;
    bool as_json = false;
    bool on_demand = false;
};

struct row {
    const runtime* what;
    std::unique_ptr<contender> who{};
    std::vector<double> milliseconds{};
    bool right = true;
};

/// Peak resident memory of this program. Not getrusage's ru_maxrss: that survives exec(), so a
/// small program would show the size of the script that started it.
double peak_mb() {
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
    }
    return 0;
}

/// One run, timed and judged.
double measure(row& r, std::uint64_t size) {
    if (the_workload.prepare != nullptr) the_workload.prepare(size);
    const auto start = std::chrono::steady_clock::now();
    const answer got = r.who->run(size);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    if (!the_workload.right(size, got)) {
        r.right = false;
        std::fprintf(stderr, "compare_%s: %s: wrong result\n", the_workload.name, r.what->name);
    }
    return took.count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t n = values.size();
    return n % 2 != 0 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

void print_row(const row& r, const options& o) {
    const double ms = median(r.milliseconds);
    const double least = *std::min_element(r.milliseconds.begin(), r.milliseconds.end());
    const auto operations = the_workload.operations(o.size);
    const double ns = ms * 1e6 / static_cast<double>(operations);
    if (o.as_json) {
        const json line = {{"workload", the_workload.name},
                           {"runtime", r.what->name},
                           {"threads", o.threads},
                           {"size", o.size},
                           {"operations", operations},
                           {"median_ms", ms},
                           {"min_ms", least},
                           {"ns_per_op", ns},
                           {"peak_mb", peak_mb()},
                           {"result_ok", r.right},
                           {"rounds_ms", r.milliseconds}};
        std::cout << line.dump() << "\n";
    } else {
        std::printf("  %-15s %9.2f ms  %9.2f ms at least  %9.2f ns a %s%s\n", r.what->name, ms,
                    least, ns, the_workload.operation, r.right ? "" : "  WRONG RESULT");
    }
}

/// Serves a script that takes turns between programs: a run for each line of stdin, and a line of
/// JSON for each run. The one before the first line warms up.
int serve(row& r, const options& o) {
    const auto tell = [&](double ms) {
        const json line = {{"ms", ms}, {"peak_mb", peak_mb()}, {"result_ok", r.right}};
        std::cout << line.dump() << std::endl;
    };
    tell(measure(r, o.size));
    for (std::string line; std::getline(std::cin, line);) tell(measure(r, o.size));
    return r.right ? 0 : 1;
}

int run(const options& o) {
    std::vector<row> rows;
    for (const runtime& each : runtimes()) {
        const bool asked = o.runtime.empty() ? o.threads == 1 || !each.one_thread
                                             : o.runtime == std::string_view{each.name};
        if (asked) rows.push_back({.what = &each});
    }
    for (row& r : rows) r.who = r.what->make(o.threads);
    if (o.on_demand) return serve(rows.front(), o);
    for (row& r : rows) measure(r, o.size);  // warms up
    for (unsigned round = 0; round < o.rounds; ++round) {
        for (row& r : rows) r.milliseconds.push_back(measure(r, o.size));
    }
    if (!o.as_json) {
        std::printf("%s, size %llu, threads %u, rounds %u, medians\n", the_workload.name,
                    static_cast<unsigned long long>(o.size), o.threads, o.rounds);
    }
    for (const row& r : rows) print_row(r, o);
    return std::all_of(rows.begin(), rows.end(), [](const row& r) { return r.right; }) ? 0 : 1;
}

void list(bool as_json) {
    if (!as_json) {
        for (const runtime& each : runtimes()) std::printf("%s\n", each.name);
        return;
    }
    json all = json::array();
    for (const runtime& each : runtimes())
        all.push_back({{"name", each.name}, {"one_thread", each.one_thread}});
    const json line = {{"workload", the_workload.name},
                       {"operation", the_workload.operation},
                       {"size", the_workload.size},
                       {"operations", the_workload.operations(the_workload.size)},
                       {"tiny", the_workload.tiny},
                       {"threads", the_workload.threads},
                       {"runtimes", all}};
    std::cout << line.dump() << "\n";
}

/// In the order of the tables; files are linked in any.
void sort_runtimes() {
    const std::vector<std::string_view> order{"wend",   "wend-functions", "onetbb",
                                              "openmp", "threads",        "serial"};
    const auto place = [&](const runtime& r) {
        return std::find(order.begin(), order.end(), std::string_view{r.name});
    };
    std::sort(runtimes().begin(), runtimes().end(),
              [&](const runtime& a, const runtime& b) { return place(a) < place(b); });
}

const char* check(options& o) {
    const auto& all = runtimes();
    if (o.threads == 0) o.threads = the_workload.threads != 0 ? the_workload.threads : 1;
    if (the_workload.threads != 0 && o.threads != the_workload.threads)
        return "this workload takes another number of threads (see --list --json)";
    if (o.size < the_workload.least || o.size > the_workload.most)
        return "--size is out of range (see --help)";
    if (o.on_demand && o.runtime.empty()) return "--on-demand needs --runtime";
    const auto named = [&](const runtime& r) { return o.runtime == std::string_view{r.name}; };
    const auto found = std::find_if(all.begin(), all.end(), named);
    if (!o.runtime.empty() && found == all.end())
        return "no such runtime in this program (see --list)";
    if (found != all.end() && found->one_thread && o.threads != 1)
        return "this runtime has one thread only";
    return nullptr;
}

}  // namespace
}  // namespace compare

int main(int argc, char** argv) {
    using namespace compare;
    const std::string range = std::to_string(the_workload.least) + " to " +
                              std::to_string(the_workload.most) + ", default " +
                              std::to_string(the_workload.size);
    const std::string name = std::string{"compare_"} + the_workload.name;
    CLI::App app{std::string{"The same work by several runtimes; one operation is one "} +
                     the_workload.operation + ". Every result is checked.",
                 name};
    options o;
    bool listed = false, tiny = false;
    app.add_option("--runtime", o.runtime, "this one only (default: all, in turns)");
    app.add_option("--threads", o.threads, "1 to 1024, default 1")->check(CLI::Range(1, 1024));
    app.add_option("--rounds", o.rounds, "1 to 10000, default 5")->check(CLI::Range(1, 10000));
    app.add_option("--size", o.size, std::string{the_workload.size_is} + ": " + range);
    app.add_flag("--tiny", tiny, "a size that only shows whether it works");
    app.add_flag("--json", o.as_json, "one line of JSON for each runtime");
    app.add_flag("--on-demand", o.on_demand, "a round for each line of stdin, answered in JSON");
    app.add_flag("--list", listed, "name the runtimes and stop");
    sort_runtimes();
    const auto complain = [&](std::string text, int code) {
        std::replace(text.begin(), text.end(), '\n', ' ');
        std::fprintf(stderr, "%s: %s\n", name.c_str(), text.c_str());
        return code;
    };
    try {
        app.parse(argc, argv);
        if (tiny) o.size = the_workload.tiny;
        if (listed) {
            list(o.as_json);
            return 0;
        }
        if (const char* wrong = check(o)) return complain(wrong, 2);
        return run(o);
    } catch (const CLI::Success& asked) {  // --help
        return app.exit(asked);
    } catch (const CLI::Error& error) {
        return complain(error.what(), 2);
    } catch (const std::exception& error) {
        return complain(error.what(), 1);
    }
}
