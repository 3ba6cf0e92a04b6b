#pragma once

namespace wend::inline v0 {

/// A place in a source file. `source_site::current()` as a default argument names the caller's
/// place; constexpr, not consteval, since g++ 12 reports the declaration's line for a consteval
/// default argument of a template.
class source_site {
public:
    constexpr source_site() noexcept = default;
    static constexpr source_site current(const char* file = __builtin_FILE(),
                                         const char* function = __builtin_FUNCTION(),
                                         unsigned line = __builtin_LINE()) noexcept {
        source_site site;
        site.file_ = file;
        site.function_ = function;
        site.line_ = line;
        return site;
    }

    constexpr const char* file() const noexcept { return file_; }
    constexpr const char* function() const noexcept { return function_; }
    constexpr unsigned line() const noexcept { return line_; }

private:
    const char* file_ = "";
    const char* function_ = "";
    unsigned line_ = 0;
};

}  // namespace wend::inline v0
