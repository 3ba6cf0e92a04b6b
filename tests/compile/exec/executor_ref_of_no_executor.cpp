// expect: (conversion from .*queue.* to non-scalar type .*executor_ref|no viable conversion from .*queue. to .*executor_ref)
#include <wend/exec/executor.hpp>

#include <string_view>

struct queue {  // submit may throw
    void submit(wend::work_item&);
    bool running_here() const noexcept;
    std::string_view name() const noexcept;
};

void f(queue& q) { wend::executor_ref ref = q; }
