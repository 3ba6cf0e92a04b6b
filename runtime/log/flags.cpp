#include "flags.hpp"

#include "escape.hpp"
#include "exception_text.hpp"
#include "python_format.hpp"

#include <wend/exec/identity.hpp>

#include <chrono>
#include <ctime>
#include <utility>

namespace wend::inline v0::log::detail {
namespace {

using spdlog::memory_buf_t;
using spdlog::details::log_msg;
using spdlog::details::padding_info;

void append(memory_buf_t& to, std::string_view text) {
    to.append(text.data(), text.data() + text.size());
}

/// `text`, padded and cut as the flag asks. spdlog parses a custom flag's padding but leaves it to
/// the flag to apply it.
void append_padded(memory_buf_t& to, std::string_view text, const padding_info& padding) {
    if (!padding.enabled()) return append(to, text);
    const std::size_t length = code_points(text);
    if (length >= padding.width_)
        return append(to, padding.truncate_ ? first_code_points(text, padding.width_) : text);
    const std::size_t spaces = padding.width_ - length;
    const std::size_t before = padding.side_ == padding_info::pad_side::left     ? spaces
                               : padding.side_ == padding_info::pad_side::center ? spaces / 2
                                                                                 : 0;
    append(to, std::string(before, ' '));
    append(to, text);
    append(to, std::string(spaces - before, ' '));
}

/// A flag that prints one text: what `read` gives, on the thread that formats the record. A record
/// is formatted inside the call that makes it, so that is the thread whose names belong to it.
class text_flag final : public spdlog::custom_flag_formatter {
public:
    using reader = std::string (*)(const log_msg&);
    explicit text_flag(reader read) : read_{read} {}

    void format(const log_msg& msg, const std::tm&, memory_buf_t& to) override {
        append_padded(to, read_(msg), padinfo_);
    }
    std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<text_flag>(read_);
    }

private:
    reader read_;
};

std::string thread_name(const log_msg&) { return escaped(current_thread_name()); }
std::string task_name(const log_msg&) { return escaped(current_task_name()); }
std::string level_name(const log_msg& msg) {
    return std::string(to_string(static_cast<level>(msg.level)));
}
std::string task_number(const log_msg&) {
    const task_id id = current_task_id();
    return id == 0 ? "-" : std::to_string(id);
}
std::string worker_index(const log_msg&) {
    const int index = current_worker_index();
    return index < 0 ? "-" : std::to_string(index);
}
std::string executor_name(const log_msg&) {
    std::string name = current_executor_name();
    return name.empty() ? "-" : escaped(std::move(name));
}
std::string function_name(const log_msg& msg) {
    return msg.source.empty() || msg.source.funcname == nullptr ? "" : msg.source.funcname;
}

/// The message, escaped: one physical line. What log::exception adds stays on lines of its own,
/// each behind a tab.
std::string safe_message(const log_msg& msg) {
    const std::string_view payload{msg.payload.data(), msg.payload.size()};
    const exception_text extra = exception_text::of(payload);
    std::string text = escaped(std::string(payload.substr(0, extra.message_bytes)));
    for (const std::string& line : extra.lines) text.append("\n\t").append(escaped(line));
    return text;
}

/// The time stamp as one field, so that it can be padded, in strftime's syntax if `datefmt` isn't
/// empty. strftime is called once for each second that has records.
class asctime_flag final : public spdlog::custom_flag_formatter {
public:
    asctime_flag(std::string datefmt, bool utc) : datefmt_{std::move(datefmt)}, utc_{utc} {}

    // The tm of spdlog is only filled in for flags of its own.
    void format(const log_msg& msg, const std::tm&, memory_buf_t& to) override {
        using namespace std::chrono;
        const auto since_epoch = msg.time.time_since_epoch();
        const auto second = floor<seconds>(since_epoch);
        if (!known_ || second != second_) {
            text_ = second_text(second);
            second_ = second;
            known_ = true;
        }
        if (datefmt_.empty()) {
            const auto ms = static_cast<unsigned>(
                duration_cast<milliseconds>(since_epoch - second).count());  // truncated
            char* const digits = text_.data() + text_.size() - 3;
            digits[0] = static_cast<char>('0' + ms / 100);
            digits[1] = static_cast<char>('0' + ms / 10 % 10);
            digits[2] = static_cast<char>('0' + ms % 10);
        }
        append_padded(to, text_, padinfo_);
    }
    std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<asctime_flag>(datefmt_, utc_);
    }

private:
    std::string second_text(std::chrono::seconds second) const {
        const auto time = static_cast<std::time_t>(second.count());
        std::tm parts{};
        utc_ ? gmtime_r(&time, &parts) : localtime_r(&time, &parts);
        // strftime gives 0 both for "too small" and for "nothing to print": the blank tells them
        // apart.
        const std::string layout = (datefmt_.empty() ? "%Y-%m-%d %H:%M:%S,000" : datefmt_) + " ";
        std::string text(64, '\0');
        std::size_t size = 0;
        while ((size = std::strftime(text.data(), text.size(), layout.c_str(), &parts)) == 0)
            text.resize(text.size() * 2);
        text.resize(size - 1);
        return text;
    }

    std::string datefmt_;
    bool utc_;
    bool known_ = false;
    std::chrono::seconds second_{0};
    std::string text_;  ///< of second_; the milliseconds are filled in for each record
};

}  // namespace

std::unique_ptr<spdlog::formatter> make_formatter(std::string_view pattern,
                                                  const format_style& style) {
    std::string flags =
        is_python_format(pattern) ? from_python_format(pattern) : std::string(pattern);
    spdlog::pattern_formatter::custom_flags ours;
    const std::pair<char, text_flag::reader> texts[] = {
        {'N', thread_name},  {'K', task_name},     {'k', task_number},  {'V', level_name},
        {'W', worker_index}, {'Q', executor_name}, {'U', function_name}};
    for (const auto& [letter, read] : texts) ours[letter] = std::make_unique<text_flag>(read);
    ours['J'] = std::make_unique<asctime_flag>(style.datefmt, style.utc);
    if (style.escape == escape::all) ours['v'] = std::make_unique<text_flag>(safe_message);
    const auto zone = style.utc ? spdlog::pattern_time_type::utc : spdlog::pattern_time_type::local;
    return std::make_unique<spdlog::pattern_formatter>(std::move(flags), zone, "\n",
                                                       std::move(ours));
}

}  // namespace wend::inline v0::log::detail
