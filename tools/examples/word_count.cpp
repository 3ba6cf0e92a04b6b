// Counts bytes, lines and words as `LC_ALL=C.UTF-8 wc` does, and the most frequent words: an async
// iterator reads batches of files on an executor for blocking code; they are split and counted on the
// pool, a bounded number at a time, and merged in order, so the result doesn't depend on the threads.

#include "support/arguments.hpp"

#include <wend/wend.hpp>

#include <fcntl.h>
#include <unistd.h>
#include <algorithm>
#include <clocale>
#include <cstring>
#include <cwchar>
#include <cwctype>
#include <deque>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

namespace {

namespace fs = std::filesystem;
using wend::task;

constexpr std::size_t batch_bytes = 1 << 20;

/// Whole stretches of text: no word crosses from one piece to the next.
struct batch {
    batch() = default;
    std::vector<std::string> pieces;
    std::size_t bytes = 0;
    std::vector<std::string> unreadable;  ///< "<file>: <why>"
    std::size_t files = 0;
};

using frequencies = std::unordered_map<std::string, std::uint64_t>;

struct counts {
    std::uint64_t bytes = 0, lines = 0, words = 0;
    frequencies words_seen;
};

bool separates(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Counts one piece. As wc of GNU coreutils 9.1: a word is a stretch between separators that has a
/// printable character; bytes that are no character, and what isn't printable, neither begin nor end one.
void count_piece(std::string_view text, bool want_words, counts& c,
                 std::unordered_map<std::string_view, std::uint64_t>& seen) {
    c.bytes += text.size();
    std::size_t start = 0;
    bool in_word = false;
    const auto end_word = [&](std::size_t end) {
        if (in_word) {
            ++c.words;
            if (want_words) ++seen[text.substr(start, end - start)];
        }
        in_word = false;
    };
    std::mbstate_t state{};
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x80) {
            if (separates(text[i])) {
                c.lines += text[i] == '\n';
                end_word(i);
                start = i + 1;
            } else if (byte > 0x20 && byte < 0x7F) {
                in_word = true;
            }
            ++i;
            continue;
        }
        wchar_t wide = 0;
        const std::size_t length = std::mbrtowc(&wide, text.data() + i, text.size() - i, &state);
        if (length > text.size()) {  // no character, or only the beginning of one
            state = std::mbstate_t{};
            ++i;
            continue;
        }
        const bool blank = std::iswspace(static_cast<std::wint_t>(wide)) != 0 || wide == 0x00A0 ||
                           wide == 0x2007 || wide == 0x202F || wide == 0x2060;
        if (std::iswprint(static_cast<std::wint_t>(wide)) != 0) {
            if (blank) {
                end_word(i);
                start = i + length;
            } else {
                in_word = true;
            }
        }
        i += length;
    }
    end_word(text.size());
}

counts count_batch(const batch& b, bool want_words) {
    counts c;
    std::unordered_map<std::string_view, std::uint64_t> seen;
    for (const auto& piece : b.pieces) count_piece(piece, want_words, c, seen);
    c.words_seen.reserve(seen.size());
    for (const auto& [word, times] : seen) c.words_seen.emplace(word, times);
    return c;
}

/// Reads up to a batch of a file on; the rest behind the last separator is kept for the next piece.
class reader {
public:
    explicit reader(std::vector<std::string> files) : files_(std::move(files)) {}
    ~reader() {
        if (file_ >= 0) ::close(file_);
    }
    reader(const reader&) = delete;
    reader& operator=(const reader&) = delete;

    /// False: all files have been read.
    bool fill(batch& b) {
        while (b.bytes < batch_bytes) {
            if (file_ < 0 && !open_next(b))
                return b.files != 0 || !b.pieces.empty() || !b.unreadable.empty();
            read_on(b);
        }
        return true;
    }

private:
    bool open_next(batch& b) {
        while (next_ < files_.size()) {
            const std::string& name = files_[next_++];
            ++b.files;
            file_ = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
            if (file_ >= 0) return true;
            complain(b, name);
        }
        return false;
    }
    void read_on(batch& b) {
        const std::size_t had = kept_.size();
        kept_.resize(had + batch_bytes);
        ssize_t got = 0;
        do got = ::read(file_, kept_.data() + had, batch_bytes);
        while (got < 0 && errno == EINTR);
        kept_.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got <= 0) {
            if (got < 0) complain(b, files_[next_ - 1]);
            ::close(file_);
            file_ = -1;
            add(b, kept_.size());
            return;
        }
        std::size_t end = kept_.size();
        while (end != 0 && !separates(kept_[end - 1])) --end;
        add(b, end);
    }
    void add(batch& b, std::size_t end) {
        if (end == 0) return;
        b.bytes += end;
        std::string rest = kept_.substr(end);
        kept_.resize(end);
        b.pieces.push_back(std::exchange(kept_, std::move(rest)));
    }
    static void complain(batch& b, const std::string& name) {
        b.unreadable.push_back(name + ": " + std::strerror(errno));
    }

    const std::vector<std::string> files_;
    std::size_t next_ = 0;
    int file_ = -1;
    std::string kept_;
};

wend::async_generator<batch> batches(std::vector<std::string> files) {
    reader source(std::move(files));
    while (true) {
        batch b;
        if (!source.fill(b)) co_return;
        co_yield wend::moved(b);
    }
}

/// Files of the arguments in a fixed order; what can't be looked into is named.
std::vector<std::string> files_of(const std::vector<std::string>& arguments,
                                  std::vector<std::string>& unreadable) {
    std::vector<std::string> files;
    for (const auto& argument : arguments) {
        std::error_code error;
        if (!fs::is_directory(argument, error)) {
            files.push_back(argument);
            continue;
        }
        std::vector<std::string> found;
        const auto follow = fs::directory_options::none;
        for (fs::recursive_directory_iterator it(argument, follow, error), end; !error && it != end;
             it.increment(error)) {
            if (it->is_regular_file(error) && !it->is_symlink(error))
                found.push_back(it->path().string());
        }
        if (error) unreadable.push_back(argument + ": " + error.message());
        std::sort(found.begin(), found.end());
        files.insert(files.end(), found.begin(), found.end());
    }
    return files;
}

struct totals {
    counts all;
    std::size_t unreadable = 0;
};

class progress {
public:
    explicit progress(std::size_t files) : files_{files}, shown_{::isatty(STDERR_FILENO) != 0} {}
    void done(std::size_t more) {
        done_ += more;
        if (shown_) std::fprintf(stderr, "\r%zu of %zu files", done_, files_);
    }
    ~progress() {
        if (shown_) std::fputs("\r\033[K", stderr);
    }
    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;

private:
    std::size_t files_, done_ = 0;
    bool shown_;
};

void merge(totals& t, counts part) {
    t.all.bytes += part.bytes;
    t.all.lines += part.lines;
    t.all.words += part.words;
    for (auto& [word, times] : part.words_seen) t.all.words_seen[word] += times;
}

/// At most `in_flight` batches are counted at a time; they are merged in the order they were read.
task<totals> count_all(std::vector<std::string> files, bool want_words, std::size_t in_flight) {
    totals result;
    progress bar(files.size());
    std::deque<wend::join_handle<counts>> running;
    auto source = batches(std::move(files)) |
                  wend::flow_on(wend::default_blocking_executor(), wend::buffer(4));
    WEND_ASYNC_FOR(batch & b, std::move(source)) {
        for (const auto& why : b.unreadable) std::fprintf(stderr, "word_count: %s\n", why.c_str());
        result.unreadable += b.unreadable.size();
        bar.done(b.files);
        running.push_back(wend::spawn(count_batch, std::move(b), want_words));
        if (running.size() < in_flight) continue;
        counts part = co_await running.front();
        running.pop_front();
        merge(result, std::move(part));
    }
    for (auto& handle : running) {
        counts part = co_await handle;
        merge(result, std::move(part));
    }
    co_return result;
}

void print(const totals& t, std::size_t top) {
    std::printf(
        "%llu lines\n%llu words\n%llu bytes\n", static_cast<unsigned long long>(t.all.lines),
        static_cast<unsigned long long>(t.all.words), static_cast<unsigned long long>(t.all.bytes));
    using row = std::pair<std::string_view, std::uint64_t>;
    std::vector<row> rows(t.all.words_seen.begin(), t.all.words_seen.end());
    const auto before = [](const row& a, const row& b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    };
    const auto shown = std::min(top, rows.size());
    std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(shown), rows.end(),
                      before);
    for (std::size_t i = 0; i < shown; ++i) {
        std::printf("%8llu %.*s\n", static_cast<unsigned long long>(rows[i].second),
                    static_cast<int>(rows[i].first.size()), rows[i].first.data());
    }
}

}  // namespace

int main(int argc, char** argv) {
    example::arguments arguments{
        "Counts lines, words and bytes of files and of what is in directories, as wc does in the "
        "locale C.UTF-8, and the "
        "most frequent words. Prints three totals, then the words with how often each occurs, "
        "equal ones in byte order. "
        "Unreadable files are named on stderr; then the exit code is 1."};
    std::size_t top = 10;
    std::vector<std::string> paths;
    arguments.count("--top", top, "how many of the most frequent words to print", 0, 1'000'000);
    arguments.app()
        .add_option("path", paths, "files and directories; links in directories aren't followed")
        ->required();
    arguments.parse(argc, argv);
    if (std::setlocale(LC_CTYPE, "C.UTF-8") == nullptr)
        return arguments.complain("this system has no locale C.UTF-8", 1);
    return arguments.run([&] {
        std::vector<std::string> not_looked_into;
        auto files = files_of(paths, not_looked_into);
        for (const auto& why : not_looked_into)
            std::fprintf(stderr, "word_count: %s\n", why.c_str());
        const std::size_t in_flight =
            2 * arguments.workers.value_or(std::max(2U, std::thread::hardware_concurrency()));
        const totals t = wend::run(count_all(std::move(files), top != 0, in_flight),
                                   {.runtime = {.pool = {.workers = arguments.workers}}});
        print(t, top);
        const std::size_t unreadable = t.unreadable + not_looked_into.size();
        if (unreadable != 0) std::fprintf(stderr, "word_count: %zu unreadable\n", unreadable);
        return unreadable == 0 ? 0 : 1;
    });
}
