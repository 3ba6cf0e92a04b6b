#include <wend/task/detail/scope_core.hpp>

#include <wend/core/assert.hpp>
#include <wend/core/errors.hpp>

#include <utility>

namespace wend::inline v0::detail {

scope_core::scope_core(promise_base& opener) noexcept
    : stop_node{[](stop_node& self) noexcept {
          auto& scope = static_cast<scope_core&>(self);
          scope.cancel();
          wait_node* waiter = nullptr;
          {
              lock_guard guard{scope.lock_};
              scope.linked_to_opener_ = false;
              if (scope.live_ == 0) waiter = std::exchange(scope.waiter_, nullptr);
          }  // the scope may be gone from here, unless somebody waits
          if (waiter != nullptr) waiter->deliver();
      }},
      opener_{&opener} {
    if (opener.stop() == nullptr) return;
    linked_to_opener_ = true;
    if (!opener.stop()->add(*this)) {
        linked_to_opener_ = false;
        cancel();
    }
}

scope_core::~scope_core() {
    WEND_ASSERT(live_ == 0 && !linked_to_opener_, "a scope was destroyed before it was joined");
}

void scope_core::link(task_state*& list, task_state& child) noexcept {
    child.next_child_ = list;
    child.link_ = &list;
    if (list != nullptr) list->link_ = &child.next_child_;
    list = &child;
}

void scope_core::unlink(task_state& child) noexcept {
    *child.link_ = child.next_child_;
    if (child.next_child_ != nullptr) child.next_child_->link_ = child.link_;
}

void scope_core::add(task_state& child) {
    bool born_stopped = false;
    {
        lock_guard guard{lock_};
        if (closed_) throw scope_closed();
        born_stopped = cancelled();
        link(born_stopped ? stopped_ : children_, child);
        ++live_;
    }
    if (born_stopped) child.stop().request_stop();
}

void scope_core::remove(task_state& child) noexcept {
    wait_node* waiter = nullptr;
    {
        lock_guard guard{lock_};
        unlink(child);
        if (--live_ == 0) waiter = last_has_gone();
    }  // the scope may be gone from here, unless somebody waits
    if (waiter != nullptr) waiter->deliver();
}

/// Under the lock. Who waits for the children, and from here on there are no more of them.
wait_node* scope_core::last_has_gone() noexcept {
    if (waiter_ == nullptr) return nullptr;
    closed_ = true;
    return std::exchange(waiter_, nullptr);
}

void scope_core::failed(std::exception_ptr error) noexcept {
    {
        lock_guard guard{lock_};
        if (failure_ == error) return;  // the body passed on what it got from a child's handle
        if (!failure_) failure_ = std::exchange(error, nullptr);
    }
    if (error) {  // not the first: kept beside it
        suppress(*opener_, std::move(error));
    } else {
        cancel();
    }
}

void scope_core::child_ended(task_state& child) noexcept {
    if (std::exception_ptr error = child.error(); error && !is_cancellation(error)) {
        child.mark_taken();  // the scope's join throws it, or it is suppressed
        failed(std::move(error));
    }
    wait_node* waiter = nullptr;
    {
        lock_guard guard{lock_};
        unlink(child);
        if (--live_ == 0) waiter = last_has_gone();
    }  // the scope may be gone from here, unless somebody waits
    if (waiter != nullptr) waiter->deliver();
}

void scope_core::cancel() noexcept {
    stop_.request_stop();  // children added from now on are born stopped
    lock_.lock();
    while (task_state* child = children_) {
        unlink(*child);
        link(stopped_, *child);
        child->retain();
        lock_.unlock();  // asking wakes waiters, whose executors may run them: not under our lock
        child->stop().request_stop();
        child->drop();
        lock_.lock();
    }
    lock_.unlock();
}

std::size_t scope_core::live() const noexcept {
    lock_guard guard{lock_};
    return live_;
}

bool scope_core::wait_for_children(wait_node& node) noexcept {
    lock_guard guard{lock_};
    if (live_ == 0) {
        closed_ = true;
        return false;
    }
    waiter_ = &node;
    return true;
}

bool scope_core::wait_for_unlink(wait_node& node) noexcept {
    const bool removed = opener_->stop() != nullptr && opener_->stop()->remove(*this);
    lock_guard guard{lock_};
    if (removed) linked_to_opener_ = false;
    if (!linked_to_opener_) return false;
    waiter_ = &node;  // on_stop is running on another thread: it hands over when it is done
    return true;
}

}  // namespace wend::inline v0::detail
