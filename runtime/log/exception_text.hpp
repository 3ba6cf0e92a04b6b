#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace wend::inline v0::log::detail {

/// The exception being handled and its causes, outermost first: "std::runtime_error: text",
/// "caused by std::bad_alloc: text". "no current exception" outside of a catch block.
std::vector<std::string> describe_current_exception();

/// What a payload consists of: a message, and the lines that log::exception adds.
struct exception_text {
    std::size_t message_bytes;
    std::vector<std::string> lines;

    /// For a payload that an announced_exception stands for; any other is a message to its end.
    static exception_text of(std::string_view payload);
};

/// Lets exception_text::of() know the parts of `payload` while this object lives. A record of
/// spdlog has no room for it, and where the message ends can't be told from the text: the message
/// may hold anything.
class announced_exception {
public:
    announced_exception(std::string_view payload, std::size_t message_bytes,
                        const std::vector<std::string>& lines) noexcept;
    announced_exception(const announced_exception&) = delete;
    announced_exception& operator=(const announced_exception&) = delete;
    ~announced_exception();

private:
    friend exception_text;
    std::string_view payload_;
    std::size_t message_bytes_;
    const std::vector<std::string>* lines_;
    announced_exception* next_;
};

}  // namespace wend::inline v0::log::detail
