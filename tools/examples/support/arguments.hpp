#pragma once
#include <CLI/CLI.hpp>

#include <charconv>
#include <concepts>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace example {

/// The command line of an example: `--help`, `--workers N` and what the example adds.
///
///     example::arguments arguments{"Counts, and logs each step."};
///     std::size_t size = 5;
///     arguments.count("--size", size, "items to iterate over", 0, 1'000'000);
///     arguments.parse(argc, argv);
///     return arguments.run([&] { … });
///
/// Positional arguments and options that aren't whole numbers go to app() directly.
/// Exit codes: 0 after --help; 2, with one line on stderr, after a bad value.
class arguments {
public:
    /// How many worker threads the user asked for; empty: automatic.
    std::optional<unsigned> workers;

    explicit arguments(const std::string& about) : app_{about} {
        app_.add_option_function<std::string>(
                "--workers",
                [this](const std::string& text) {
                    workers = whole_number<unsigned>("--workers", text, 1,
                                                     std::numeric_limits<unsigned>::max());
                },
                "worker threads of the pool, at least 1 (default: one for each CPU granted)")
            ->type_name("N");
    }

    CLI::App& app() noexcept { return app_; }

    /// Adds an option that takes a whole number from `least` to `most`; `value` holds the default.
    template <std::unsigned_integral Number>
    void count(const std::string& name, Number& value, const std::string& about,
               std::uint64_t least = 0, std::uint64_t most = std::numeric_limits<Number>::max()) {
        app_.add_option_function<std::string>(
                name,
                [name, &value, least, most](const std::string& text) {
                    value = whole_number<Number>(name, text, least, most);
                },
                about + " (default: " + std::to_string(value) + ")")
            ->type_name("N");
    }

    /// Ends the program after --help (0) and after a bad command line (2).
    void parse(int argc, char** argv) {
        program_ = argc > 0 ? argv[0] : "example";
        program_.erase(0, program_.rfind('/') + 1);
        app_.name(program_);
        try {
            app_.parse(argc, argv);
        } catch (const CLI::Success& asked) {  // --help
            std::exit(app_.exit(asked));
        } catch (const CLI::Error& error) {
            std::exit(complain(error.what()));
        }
    }

    /// Calls `body`, and gives the exit code: body's own, or 0 if it returns nothing; 2 when an
    /// argument turns out to be refused (by the pool, say), 1 for any other exception.
    template <class Body>
    int run(Body body) {
        try {
            if constexpr (std::same_as<decltype(body()), int>) {
                return body();
            } else {
                body();
                return 0;
            }
        } catch (const std::invalid_argument& error) {
            return complain(error.what());
        } catch (const std::system_error& error) {
            const bool refused = error.code() == std::errc::resource_unavailable_try_again;
            return complain(error.what(), refused ? 2 : 1);
        } catch (const std::exception& error) {
            return complain(error.what(), 1);
        }
    }

    /// Prints "<program>: <text>" as one line on stderr; returns `code`.
    int complain(std::string text, int code = 2) const {
        for (char& c : text) {
            if (c == '\n') c = ' ';
        }
        std::fprintf(stderr, "%s: %s\n", program_.c_str(), text.c_str());
        return code;
    }

private:
    /// Decimal digits only: no sign, no blanks, no octal.
    template <class Number>
    static Number whole_number(const std::string& name, const std::string& text,
                               std::uint64_t least, std::uint64_t most) {
        std::uint64_t number = 0;
        const char* const end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(text.data(), end, number);
        if (error != std::errc{} || rest != end || number < least || number > most) {
            throw CLI::ValidationError(name, "'" + text + "' is not a whole number from " +
                                                 std::to_string(least) + " to " +
                                                 std::to_string(most));
        }
        return static_cast<Number>(number);
    }

    CLI::App app_;
    std::string program_ = "example";
};

}  // namespace example
