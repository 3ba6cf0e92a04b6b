#include <wend/task/detail/exit_stage.hpp>

#include <wend/core/assert.hpp>
#include <wend/task/detail/task_state.hpp>
#include <wend/task/task.hpp>

#include <utility>

namespace wend::inline v0::detail {
namespace {

/// Closes each node of the list; the first failure is kept, later ones beside it.
task<void> close_list(exit_node* list, std::exception_ptr* first) {
    promise_base& me = co_await own_promise{};
    while (list != nullptr) {
        exit_node* const node = std::exchange(list, list->next);
        try {
            co_await node->close();
        } catch (...) {
            if (!*first) {
                *first = std::current_exception();
            } else {
                suppress(me, std::current_exception());
            }
        }
        delete node;
    }
}

task<void> close_all(exit_stage* stage, bool records) {
    while (stage->left != nullptr || (records && stage->records != nullptr)) {
        auto& list = stage->left != nullptr ? stage->left : stage->records;
        exit_node* const nodes = std::exchange(list, nullptr);
        co_await close_list(nodes, &stage->error);
    }
}

}  // namespace

exit_stage::~exit_stage() {
    if (runner_) runner_.destroy();
    for (exit_node** list : {&left, &records}) {
        while (*list != nullptr) delete std::exchange(*list, (*list)->next);
    }
}

void exit_stage::add_left(exit_node& node) noexcept {
    exit_node** end = &left;
    while (*end != nullptr) end = &(*end)->next;
    node.next = nullptr;
    *end = &node;
}

std::coroutine_handle<> exit_stage::run(promise_base& p, bool all, then_fn then,
                                        void* argument) noexcept {
    then_ = then;
    argument_ = argument;
    if (runner_) runner_.destroy();
    auto* runner = close_all(this, all).release_for_start();
    runner_ = runner->self();
    for_ = &p;
    shielded_ = {.home = p.home(), .state = p.state()};
    runner->ctx = p.ctx;
    runner->env = &shielded_;
    runner->ends_in(*this);
    return p.ctx->transfer(runner_);
}

std::coroutine_handle<> exit_stage::closed(end_sink& self, promise_base& runner) noexcept {
    auto& stage = static_cast<exit_stage&>(self);
    promise_base& p = *stage.for_;
    p.ctx = runner.ctx;  // the runner has p's home, so it ended there
    return stage.then_(stage.argument_, p);
}

task<void> close_stage(exit_stage* stage) {
    if (stage == nullptr) co_return;
    promise_base& me = co_await own_promise{};
    {
        environment_guard shield{me};
        shield.ours.stop = nullptr;
        co_await close_all(stage, true);
    }
    std::exception_ptr error = std::exchange(stage->error, nullptr);
    delete stage;
    if (error) std::rethrow_exception(error);
}

exit_stage& promise_base::stage() {
    if (exits == nullptr) exits = new exit_stage;
    return *exits;
}

environment& promise_base::own_environment() {
    if (!owns_env) {
        environment& ours = stage().own;
        ours = *env;
        env = &ours;
        owns_env = true;
    }
    return const_cast<environment&>(*env);  // it is no constant, and ours
}

bool promise_base::exits_pending() const noexcept { return exits->pending(); }

}  // namespace wend::inline v0::detail
