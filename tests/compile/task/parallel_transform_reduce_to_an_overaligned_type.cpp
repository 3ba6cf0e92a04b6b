// expect: wend: the type of init can't be aligned more strictly than max_align_t
#include <wend/task/parallel.hpp>

struct alignas(64) wide {
    int lanes[16];
};

wend::task<void> body(int (&elements)[3], wide& sum, wide (*add)(wide, wide), wide (*of)(int)) {
    co_await wend::parallel_transform_reduce(elements, sum, add, of);
}
