#pragma once
#include <wend/exec/work.hpp>

#include <concepts>
#include <string_view>

namespace wend::inline v0 {

class roster;

/// Something that runs work items. Model it to bring your own threads or event loop.
///
///   submit        any thread; the item runs exactly once, later, never inside submit
///   running_here  is this thread running an item of this executor right now?
///   name          for records and dumps; valid as long as the executor
///
/// Optional: `submit(item, context&)` is called instead where the caller knows the context it runs
/// in (a pool pushes to its worker's own queue without asking a thread-local); `submit_back(item,
/// context&)` puts the item behind what is queued already (yield); `tasks()` is the roster where
/// the tasks spawned on this executor are registered, so that the executor can stop and await them
/// before it goes. An executor without one must outlive its tasks by itself.
template <class E>
concept executor = requires(E& e, const E& ce, work_item& item) {
    { e.submit(item) } noexcept;
    { ce.running_here() } noexcept -> std::same_as<bool>;
    { ce.name() } noexcept -> std::convertible_to<std::string_view>;
};

namespace detail {

struct executor_table {
    void (*submit)(void*, work_item&) noexcept;
    void (*submit_from)(void*, work_item&, context&) noexcept;
    void (*submit_back)(void*, work_item&, context&) noexcept;
    bool (*running_here)(const void*) noexcept;
    std::string_view (*name)(const void*) noexcept;
    roster& (*tasks)(void*) noexcept;
};

/// Where tasks of executors without a roster are registered: process-wide, never destroyed.
roster& common_roster() noexcept;

template <class E>
inline constexpr executor_table table_of{
    .submit = [](void* e, work_item& item) noexcept { static_cast<E*>(e)->submit(item); },
    .submit_from =
        [](void* e, work_item& item, context& from) noexcept {
            if constexpr (requires(E& x) { x.submit(item, from); }) {
                static_cast<E*>(e)->submit(item, from);
            } else {
                static_cast<E*>(e)->submit(item);
            }
        },
    .submit_back =
        [](void* e, work_item& item, context& from) noexcept {
            if constexpr (requires(E& x) { x.submit_back(item, from); }) {
                static_cast<E*>(e)->submit_back(item, from);
            } else {
                static_cast<E*>(e)->submit(item);
            }
        },
    .running_here = [](const void* e) noexcept { return static_cast<const E*>(e)->running_here(); },
    .name =
        [](const void* e) noexcept { return std::string_view{static_cast<const E*>(e)->name()}; },
    .tasks = [](void* e) noexcept -> roster& {
        if constexpr (requires(E& x) { x.tasks(); }) {
            return static_cast<E*>(e)->tasks();
        } else {
            return common_roster();
        }
    },
};

}  // namespace detail

/// Refers to an executor without owning it. Two words, trivially copyable; equality is identity of
/// the executor. The executor must outlive what is bound to it.
class executor_ref {
public:
    constexpr executor_ref() noexcept = default;
    template <executor E>
        requires(!std::same_as<E, executor_ref> && !std::is_const_v<E>)
    constexpr executor_ref(E& e) noexcept : object_{&e}, table_{&detail::table_of<E>} {}

    explicit operator bool() const noexcept { return object_ != nullptr; }
    friend bool operator==(const executor_ref& a, const executor_ref& b) noexcept {
        return a.object_ == b.object_;
    }

    void submit(work_item& item) const noexcept { table_->submit(object_, item); }
    /// As submit, for a caller that runs in `from`.
    void submit(work_item& item, context& from) const noexcept {
        table_->submit_from(object_, item, from);
    }
    /// As submit, behind what is queued already.
    void submit_back(work_item& item, context& from) const noexcept {
        table_->submit_back(object_, item, from);
    }
    bool running_here() const noexcept { return table_->running_here(object_); }
    std::string_view name() const noexcept { return table_->name(object_); }
    roster& tasks() const noexcept { return table_->tasks(object_); }
    /// The executor's address, for containers and for comparing with a concrete executor.
    void* target() const noexcept { return object_; }

private:
    void* object_ = nullptr;
    const detail::executor_table* table_ = nullptr;
};

}  // namespace wend::inline v0
