#include <wend/rt/run.hpp>

#include <cerrno>
#include <cstdio>
#include <exception>

namespace wend::inline v0 {
namespace {

int report(const char* what) noexcept {
    std::fprintf(stderr, "%s: %s\n", program_invocation_short_name, what);
    return 1;
}

template <class Root>
int run_and_report(Root& root, const run_options& options) noexcept {
    try {
        if constexpr (std::is_void_v<typename Root::value_type>) {
            run(std::move(root), options);
            return 0;
        } else {
            return run(std::move(root), options);
        }
    } catch (const std::exception& error) {
        return report(error.what());
    } catch (...) {
        return report("ended with an exception that is no std::exception");
    }
}

}  // namespace

int run_main(task<int> root, const run_options& options) noexcept {
    return run_and_report(root, options);
}
int run_main(task<void> root, const run_options& options) noexcept {
    return run_and_report(root, options);
}

}  // namespace wend::inline v0
