#include <wend/task/detail/task_state.hpp>

#include <wend/task/detail/scope_core.hpp>

#include <wend/core/assert.hpp>
#include <wend/core/errors.hpp>
#include <wend/exec/identity.hpp>
#include <wend/exec/offer.hpp>
#include <wend/task/detail/wait.hpp>

#include <cxxabi.h>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <typeinfo>
#include <utility>

namespace wend::inline v0::detail {

namespace {

constexpr roster_node::operations asked_as_a_task{
    .request_stop =
        [](roster_node& n) noexcept { static_cast<task_state&>(n).stop().request_stop(); },
    .retain = [](roster_node& n) noexcept { static_cast<task_state&>(n).retain(); },
    .release = [](roster_node& n) noexcept { static_cast<task_state&>(n).drop(); }};

}  // namespace

task_state::task_state(executor_ref home, std::string_view name)
    : finisher{&finish_root},
      end_sink{&root_ended},
      roster_node{asked_as_a_task},
      identity_{make_identity(name)},
      env_{home, this, &stop_} {}

task_state::~task_state() {
    while (suppressed_ != nullptr) delete std::exchange(suppressed_, suppressed_->next);
    release_identity(identity_);
}

void task_state::drop() noexcept {
    // Who holds the only reference is the last: a new one is made only by who has one, or finds the
    // task in a list, which it has left before its own reference goes.
    if (refs_.load(acquire) != 1 && refs_.fetch_sub(1, acq_rel) != 1) return;  // [J2]
    const bool taken = taken_.load(relaxed);                                   // ordered by [J2]
    if (const std::exception_ptr failure = error();
        failure && !taken && !is_cancellation(failure)) {
        report_unhandled(identity_->name(), failure);
    }
    delete this;
}

bool task_state::add_waiter(wait_node& node) noexcept {
    wait_node* expected = nullptr;
    const bool added = slot_.compare_exchange_strong(expected, &node, acq_rel,
                                                     acquire);  // [J1] pairs with finish_root()
    WEND_ASSERT(added || expected == done(),
                "this task's end is being awaited already: a handle is awaited once at a time");
    return added;
}

bool task_state::remove_waiter(wait_node& node) noexcept {
    wait_node* expected = &node;
    return slot_.compare_exchange_strong(expected, nullptr, acq_rel,
                                         relaxed);  // fails only if the task's end took it
}

void task_state::start(promise_base& root, scope_core* owner) {
    root.env = &env_;
    root.ends_in(*this);
    root_ = &root;
    owner_ = owner;
    if (owner != nullptr) owner->add(*this);
    context* const here = current_context();
    const bool inside = (here != nullptr && here->here() == env_.home) || env_.home.running_here();
    if (!env_.home.tasks().add(*this, inside, here)) {
        if (owner != nullptr) owner->remove(*this);
        throw runtime_closed();
    }
    if (here != nullptr) {
        offer(env_.home, root, *here);
    } else {
        env_.home.submit(root);
    }
}

std::coroutine_handle<> task_state::root_ended(end_sink& self, promise_base& root) noexcept {
    auto& state = static_cast<task_state&>(self);
    context& here = *root.ctx;
    if (here.here() == state.env_.home) {
        here.finish_with(state);
    } else {
        root.run = [](work_item& item, context& home) noexcept {
            task_state& ended = *static_cast<promise_base&>(item).state();
            home.finish(ended, ended.identity());
        };
        state.env_.home.submit(root, here);  // the frame may be gone from here
    }
    return std::noop_coroutine();
}

void task_state::finish_root(finisher& self, context& here) noexcept {
    auto& state = static_cast<task_state&>(self);
    state.take_outcome(*state.root_);
    state.root_->self().destroy();
    state.root_ = nullptr;
    if (wait_node* waiter = state.slot_.exchange(
            state.done(), acq_rel)) {  // [J1] pairs with ended() and add_waiter()
        waiter->deliver(&here);
    }
    if (state.owner_ != nullptr) state.owner_->child_ended(state);
    state.env_.home.tasks().remove(state);
    state.drop();
}

void task_state::suppress(std::exception_ptr error) noexcept {
    suppressed_error* node = nullptr;
    try {
        node = new suppressed_error;
    } catch (const std::bad_alloc&) {
        return report_unhandled(identity_->name(),
                                error);  // no place to keep it: at least it is said
    }
    node->error = std::move(error);
    lock_guard guard{lock_};
    suppressed_error** end = &suppressed_;
    while (*end != nullptr) end = &(*end)->next;
    *end = node;
}

suppressed_error* task_state::take_suppressed() noexcept {
    lock_guard guard{lock_};
    return std::exchange(suppressed_, nullptr);
}

namespace {

/// "std::runtime_error: text", or the type's name for what isn't a std::exception.
std::string describe(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        int failed = 0;
        char* const type = abi::__cxa_demangle(typeid(e).name(), nullptr, nullptr, &failed);
        std::string text = std::string(failed == 0 ? type : typeid(e).name()) + ": " + e.what();
        std::free(type);
        return text;
    } catch (const operation_cancelled& e) {
        return e.what();
    } catch (...) {
        return "an exception that is no std::exception";
    }
}

void print_unhandled(std::string_view task, std::exception_ptr error) noexcept {
    std::string line = "wend: task '" + std::string(task) +
                       "' failed and nobody took its error: " + describe(error) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
}

constinit atomic<unhandled_handler> handler{&print_unhandled};

}  // namespace

unhandled_handler set_unhandled_handler(unhandled_handler fresh) noexcept {
    return handler.exchange(fresh == nullptr ? &print_unhandled : fresh,
                            acq_rel);  // what the handler needs is made before
}

void report_unhandled(std::string_view task, const std::exception_ptr& error) noexcept {
    handler.load(acquire)(task, error);  // pairs with set_unhandled_handler()
}

bool is_cancellation(const std::exception_ptr& error) noexcept {
    if (!error) return false;
    try {
        std::rethrow_exception(error);
    } catch (const operation_cancelled&) {
        return true;
    } catch (...) {
        return false;
    }
}

}  // namespace wend::inline v0::detail
