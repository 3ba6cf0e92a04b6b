#include "membarrier.hpp"

#include <wend/core/assert.hpp>

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cerrno>

namespace wend::inline v0::detail {
namespace {

long membarrier(int command) noexcept {
    const int saved = errno;
    const long result = syscall(SYS_membarrier, command, 0, 0);
    errno = saved;
    return result;
}

}  // namespace

bool heavy_barrier_works() noexcept {
    static const bool works = membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) == 0;
    return works;
}

void heavy_barrier() noexcept {
    const bool done = membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED) == 0;
    WEND_ASSERT(done, "the kernel took a membarrier registration and refuses the barrier");
    static_cast<void>(done);
}

}  // namespace wend::inline v0::detail
