#pragma once

namespace wend::inline v0 {

class context;

/// The narrow waist: all that an executor knows of what it runs.
///
/// An item is its own queue node, so submitting can't fail and allocates nothing. From submit()
/// until `run` is called the item belongs to the executor; `run` is called exactly once for each
/// submit, on a thread of that executor, with the context of that thread. Once `run` has been
/// entered the item may be submitted again or destroyed.
struct work_item {
    using run_fn = void (*)(work_item&, context&) noexcept;

    explicit constexpr work_item(run_fn fn) noexcept : run{fn} {}

    work_item* next;  ///< the executor's, while the item is queued
    run_fn run;
};

static_assert(sizeof(work_item) == 2 * sizeof(void*));

}  // namespace wend::inline v0
