#include "escape.hpp"

#include <cstdint>
#include <cstdio>

namespace wend::inline v0::log::detail {
namespace {

struct code_point {
    std::uint32_t value;
    std::size_t bytes;
    bool valid;  ///< else `value` is the byte that isn't UTF-8, and `bytes` is 1
};

/// The first code point of `text`, which isn't empty. Strict: no overlong forms, no surrogates.
code_point decode(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
    };
    const std::uint32_t lead = byte(0);
    if (lead < 0x80) return {lead, 1, true};
    const std::size_t size = lead < 0xC2   ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
    if (size == 0 || text.size() < size) return {lead, 1, false};
    std::uint32_t value = lead & (0x7Fu >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {lead, 1, false};
        value = value << 6 | (byte(i) & 0x3F);
    }
    const bool overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (overlong || surrogate || value > 0x10FFFF) return {lead, 1, false};
    return {value, size, true};
}

bool is_printable(const code_point& c) noexcept {
    if (!c.valid || c.value < 0x20 || (c.value >= 0x7F && c.value < 0xA0)) return false;
    return !(c.value >= 0x2028 && c.value <= 0x202E) && !(c.value >= 0x2066 && c.value <= 0x2069);
}

void append_escape(std::string& to, const code_point& c) {
    switch (c.value) {
        case '\n':
            to += "\\n";
            return;
        case '\r':
            to += "\\r";
            return;
        case '\t':
            to += "\\t";
            return;
        default:
            break;
    }
    char text[8];
    const bool one_byte = !c.valid || c.value < 0x80;
    std::snprintf(text, sizeof text, one_byte ? "\\x%02x" : "\\u%04x", c.value & 0xFFFFu);
    to += text;
}

}  // namespace

bool is_printable(std::string_view text) noexcept {
    while (true) {
        std::size_t plain = 0;  // nearly all names are nothing else
        while (plain < text.size() && text[plain] >= 0x20 && text[plain] < 0x7F) ++plain;
        text.remove_prefix(plain);
        if (text.empty()) return true;
        const code_point c = decode(text);
        if (!is_printable(c)) return false;
        text.remove_prefix(c.bytes);
    }
}

std::string escaped(std::string text) {
    if (is_printable(std::string_view{text})) return text;
    std::string safe;
    safe.reserve(text.size() + 16);
    for (std::string_view rest = text; !rest.empty();) {
        const code_point c = decode(rest);
        if (is_printable(c)) {
            safe.append(rest.substr(0, c.bytes));
        } else {
            append_escape(safe, c);
        }
        rest.remove_prefix(c.bytes);
    }
    return safe;
}

std::size_t code_points(std::string_view text) noexcept {
    std::size_t count = 0;
    for (; !text.empty(); ++count) text.remove_prefix(decode(text).bytes);
    return count;
}

std::string_view first_code_points(std::string_view text, std::size_t count) noexcept {
    std::size_t bytes = 0;
    for (; count > 0 && bytes < text.size(); --count) bytes += decode(text.substr(bytes)).bytes;
    return text.substr(0, bytes);
}

}  // namespace wend::inline v0::log::detail
