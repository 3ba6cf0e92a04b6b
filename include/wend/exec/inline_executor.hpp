#pragma once
#include <wend/exec/executor.hpp>

namespace wend::inline v0 {

/// Runs an item on whichever thread submits it, at once, unless that thread is running an inline
/// item already: then it queues behind it and the outermost submit() runs it, so the depth stays 1.
/// For glue and tests; stateless, all objects are equal in effect but not in identity.
///
/// Unlike other executors it may run the item inside submit().
class inline_executor {
public:
    void submit(work_item& item) noexcept;
    bool running_here() const noexcept;
    std::string_view name() const noexcept { return "inline"; }
};

}  // namespace wend::inline v0
