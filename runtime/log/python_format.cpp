#include "python_format.hpp"

#include <charconv>
#include <stdexcept>

namespace wend::inline v0::log::detail {
namespace {

struct field {
    std::string_view name;
    std::string_view plain;  ///< the pattern when it isn't padded
    char padded;             ///< the flag when it is
    bool number;             ///< takes %(field)d too
};

constexpr field fields[] = {
    {"asctime", "%J", 'J', false},
    {"threadName", "%N", 'N', false},
    {"taskName", "%K", 'K', false},
    {"levelname", "%V", 'V', false},
    {"name", "%n", 'n', false},
    {"message", "%v", 'v', false},
    {"process", "%P", 'P', true},
    {"thread", "%t", 't', true},
    {"filename", "%s", 's', false},
    {"pathname", "%g", 'g', false},
    {"lineno", "%#", '#', true},
    // "%8!" would be truncation to spdlog, so a padded function name has a flag of ours.
    {"funcName", "%!", 'U', false},
};

constexpr std::size_t widest = 64;  ///< spdlog cuts wider padding down to this

/// What stands between ")" and the letter: "-8.8" in "%(levelname)-8.8s".
struct conversion {
    bool left = false;
    std::string_view width, precision;
    bool has_precision = false;
    char letter = '\0';
};

std::string_view take_digits(std::string_view& rest) noexcept {
    std::size_t n = 0;
    while (n < rest.size() && rest[n] >= '0' && rest[n] <= '9') ++n;
    const std::string_view digits = rest.substr(0, n);
    rest.remove_prefix(n);
    return digits;
}

conversion take_conversion(std::string_view& rest) noexcept {
    conversion c;
    if (!rest.empty() && rest.front() == '-') {
        c.left = true;
        rest.remove_prefix(1);
    }
    c.width = take_digits(rest);
    if (!rest.empty() && rest.front() == '.') {
        rest.remove_prefix(1);
        c.has_precision = true;
        c.precision = take_digits(rest);
    }
    if (!rest.empty()) {
        c.letter = rest.front();
        rest.remove_prefix(1);
    }
    return c;
}

[[noreturn]] void refuse(std::string_view what, std::string_view where) {
    throw std::invalid_argument("wend::log: " + std::string(what) +
                                " in a format: " + std::string(where));
}

std::size_t to_number(std::string_view digits) noexcept {
    std::size_t value = widest + 1;  // kept when there are too many digits
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

/// One "%(name)…": `rest` begins behind the parenthesis that opens.
std::string take_field(std::string_view& rest, std::string_view from_percent) {
    const auto close = rest.find(')');
    if (close == std::string_view::npos) refuse("no ')'", from_percent);
    const std::string_view name = rest.substr(0, close);
    rest.remove_prefix(close + 1);
    const conversion how = take_conversion(rest);
    const std::string_view whole = from_percent.substr(0, from_percent.size() - rest.size());

    if (name == "msecs" && how.width == "03" && !how.left && !how.has_precision &&
        how.letter == 'd')
        return "%e";
    for (const field& f : fields) {
        if (f.name != name) continue;
        const bool letter_fits = how.letter == 's' || (f.number && how.letter == 'd');
        const bool precision_fits = !how.has_precision || how.precision == how.width;
        const bool width_fits = how.width.empty()
                                    ? !how.left && !how.has_precision
                                    : how.width.front() != '0' && to_number(how.width) <= widest;
        if (!letter_fits || !precision_fits || !width_fits) refuse("unsupported conversion", whole);
        if (how.width.empty()) return std::string(f.plain);
        std::string flag = how.left ? "%-" : "%";
        flag += how.width;
        if (how.has_precision) flag += '!';
        return flag += f.padded;
    }
    refuse("unknown field '" + std::string(name) + "'", whole);
}

}  // namespace

std::string from_python_format(std::string_view format) {
    std::string pattern;
    for (std::string_view rest = format; !rest.empty();) {
        const std::string_view here = rest;
        const char c = rest.front();
        rest.remove_prefix(1);
        if (c != '%') {
            pattern += c;
        } else if (rest.starts_with('%')) {
            rest.remove_prefix(1);
            pattern += "%%";
        } else if (rest.starts_with('(')) {
            rest.remove_prefix(1);
            pattern += take_field(rest, here);
        } else {
            refuse("a '%' that begins no field (write %% for one)", here);
        }
    }
    return pattern;
}

}  // namespace wend::inline v0::log::detail
