#include <wend/task/this_task.hpp>

#include <wend/task/detail/task_state.hpp>

#include <utility>

namespace wend::inline v0::this_task {

std::vector<std::exception_ptr> detail_::take_suppressed(promise_base& p) {
    std::vector<std::exception_ptr> errors;
    if (p.state() == nullptr) return errors;
    auto* list = p.state()->take_suppressed();
    while (list != nullptr) {
        errors.push_back(list->error);
        delete std::exchange(list, list->next);
    }
    return errors;
}

void set_name(std::string_view name) {
    if (auto* identity = detail::running_identity()) identity->set_name(name);
}

}  // namespace wend::inline v0::this_task
