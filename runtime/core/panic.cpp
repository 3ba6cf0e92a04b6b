#include <wend/core/assert.hpp>

#include <cstdio>
#include <cstdlib>

namespace wend::inline v0::detail {

void panic(const char* what, const char* file, unsigned line) noexcept {
    std::fprintf(stderr, "wend: %s:%u: broken contract: %s\n", file, line, what);
    std::abort();
}

}  // namespace wend::inline v0::detail
