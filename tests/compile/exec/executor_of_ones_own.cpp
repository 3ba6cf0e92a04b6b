// ok
#include <wend/exec/executor.hpp>

struct least {
    void submit(wend::work_item&) noexcept;
    bool running_here() const noexcept;
    const char* name() const noexcept;
};
static_assert(wend::executor<least>);

wend::executor_ref f(least& e) { return e; }
