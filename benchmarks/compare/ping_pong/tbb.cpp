#include <semaphore>

#include "support/tbb_threads.hpp"
#include "workload.hpp"

namespace compare {
namespace {

/// Two arenas with a worker each; a third thread only waits.
struct two_arenas {
    static constexpr const char* runtime_name = "onetbb";
    static constexpr bool one_thread = false;
    explicit two_arenas(unsigned) {}

    tbb::global_control limit{tbb::global_control::max_allowed_parallelism, 3};
    tbb::task_arena here{1, 0}, there{1, 0};
};

struct game {
    two_arenas* arenas;
    std::uint64_t left;
    answer done = 0;
    std::binary_semaphore over{0};

    void at_home() {
        if (left-- == 0) return over.release();
        arenas->there.enqueue([this] {
            ++done;
            arenas->here.enqueue([this] { at_home(); });
        });
    }
};

answer ping_pong(two_arenas& arenas, std::uint64_t size) {
    game g{.arenas = &arenas, .left = size};
    arenas.here.enqueue([&g] { g.at_home(); });
    g.over.acquire();
    return g.done;
}
const enlist<two_arenas, &ping_pong> here;

}  // namespace
}  // namespace compare
