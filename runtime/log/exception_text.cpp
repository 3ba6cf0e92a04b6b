#include "exception_text.hpp"

#include <wend/core/errors.hpp>
#include <wend/core/lock.hpp>

#include <cxxabi.h>
#include <cstdlib>
#include <exception>
#include <memory>
#include <typeinfo>

namespace wend::inline v0::log::detail {
namespace {

using wend::detail::lock_guard;
using wend::detail::small_lock;

constexpr std::size_t most_causes = 64;

small_lock list_lock;
announced_exception* list = nullptr;  ///< guarded by list_lock

/// The type being handled, without the wrapper that std::throw_with_nested derives from it.
std::string current_type_name() {
    const std::type_info* type = abi::__cxa_current_exception_type();
    if (type == nullptr) return "unknown exception";
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> text{
        abi::__cxa_demangle(type->name(), nullptr, nullptr, &status), &std::free};
    std::string name = status == 0 && text != nullptr ? text.get() : type->name();
    for (const std::string_view wrapper : {"std::_Nested_exception<", "std::__nested<"}) {
        if (name.starts_with(wrapper) && name.ends_with('>')) {
            name.pop_back();
            name.erase(0, wrapper.size());
            while (name.ends_with(' ')) name.pop_back();
        }
    }
    return name;
}

/// "type: text" of the exception; what it was nested around goes to `cause`.
std::string describe(const std::exception_ptr& error, std::exception_ptr& cause) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        if (const auto* outer = dynamic_cast<const std::nested_exception*>(&e))
            cause = outer->nested_ptr();
        return current_type_name() + ": " + e.what();
    } catch (const operation_cancelled& e) {
        return current_type_name() + ": " + e.what();
    } catch (const std::string& text) {
        return current_type_name() + ": " + text;
    } catch (const char* text) {
        return current_type_name() + ": " + (text == nullptr ? "(null)" : text);
    } catch (const std::nested_exception& outer) {
        cause = outer.nested_ptr();
        return current_type_name();
    } catch (...) {
        return current_type_name();
    }
}

}  // namespace

std::vector<std::string> describe_current_exception() {
    std::exception_ptr error = std::current_exception();
    if (error == nullptr) return {"no current exception"};
    std::vector<std::string> lines;
    while (error != nullptr && lines.size() < most_causes) {
        std::exception_ptr cause;
        std::string line = describe(error, cause);
        lines.push_back(lines.empty() ? std::move(line) : "caused by " + line);
        error = std::move(cause);
    }
    return lines;
}

exception_text exception_text::of(std::string_view payload) {
    const lock_guard guard{list_lock};
    for (const announced_exception* a = list; a != nullptr; a = a->next_) {
        if (a->payload_.data() == payload.data() && a->payload_.size() == payload.size())
            return {a->message_bytes_, *a->lines_};
    }
    return {payload.size(), {}};
}

announced_exception::announced_exception(std::string_view payload, std::size_t message_bytes,
                                         const std::vector<std::string>& lines) noexcept
    : payload_{payload}, message_bytes_{message_bytes}, lines_{&lines} {
    const lock_guard guard{list_lock};
    next_ = list;
    list = this;
}

announced_exception::~announced_exception() {
    const lock_guard guard{list_lock};
    announced_exception** link = &list;
    while (*link != this) link = &(*link)->next_;
    *link = next_;
}

}  // namespace wend::inline v0::log::detail
