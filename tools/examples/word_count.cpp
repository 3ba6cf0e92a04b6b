// Counts bytes, lines and words as `LC_ALL=C.UTF-8 wc` does, and the most frequent words: an async
// iterator reads batches of files on an executor for blocking code; they are split and counted on the
// pool, a bounded number at a time, and merged in order, so the result doesn't depend on the threads.

#include "support/arguments.hpp"

#include <wend/wend.hpp>

#include <fcntl.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <clocale>
#include <cstring>
#include <cwchar>
#include <cwctype>
#include <deque>
#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

namespace {

namespace fs = std::filesystem;
using wend::task;

constexpr std::size_t batch_bytes = 1 << 20;

/// Text in whole stretches: no word crosses from one piece to the next.
struct batch {
    std::string text;
    std::vector<std::size_t> ends;        ///< of the pieces in text
    std::vector<std::string> unreadable;  ///< "<file>: <why>"
    std::size_t files = 0;
};

/// Is asked with pieces of text, which become strings when they are new only.
struct hash_text : std::hash<std::string_view> {
    using is_transparent = void;
};
using frequencies = std::unordered_map<std::string, std::uint64_t, hash_text, std::equal_to<>>;

struct counts {
    std::uint64_t bytes = 0, lines = 0, words = 0;
    std::array<frequencies, 16> seen;  ///< by hash, so that the parts can be added up side by side
};

void count_word(counts& c, std::string_view word) {
    frequencies& part = c.seen[hash_text{}(word) % c.seen.size()];
    const auto found = part.find(word);
    if (found != part.end()) {
        ++found->second;
    } else {
        part.emplace(word, 1);
    }
}

bool separates(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Counts one piece. As wc of GNU coreutils 9.1: a word is a stretch between separators that has a
/// printable character; bytes that are no character, and what isn't printable, neither begin nor end one.
void count_piece(std::string_view text, bool want_words, counts& c) {
    c.bytes += text.size();
    std::size_t start = 0;
    bool in_word = false;
    const auto end_word = [&](std::size_t end) {
        if (in_word) {
            ++c.words;
            if (want_words) count_word(c, text.substr(start, end - start));
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

counts count_batch(counts so_far, const batch& b, bool want_words) {
    std::size_t begin = 0;
    for (const std::size_t end : b.ends) {
        count_piece(std::string_view{b.text}.substr(begin, end - begin), want_words, so_far);
        begin = end;
    }
    return so_far;
}

using row = std::pair<std::string, std::uint64_t>;

void keep_most_frequent(std::vector<row>& rows, std::size_t top) {
    const auto before = [](const row& a, const row& b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    };
    const auto kept = rows.begin() + static_cast<std::ptrdiff_t>(std::min(top, rows.size()));
    std::partial_sort(rows.begin(), kept, rows.end(), before);
    rows.erase(kept, rows.end());
}

/// Of one part of the words, which several counts have a share of.
std::vector<row> most_frequent(std::vector<frequencies> shares, std::size_t top) {
    frequencies sums = std::move(shares.back());
    for (shares.pop_back(); !shares.empty(); shares.pop_back())
        for (const auto& [word, times] : shares.back()) sums[word] += times;
    std::vector<row> rows(std::move_iterator{sums.begin()}, std::move_iterator{sums.end()});
    keep_most_frequent(rows, top);
    return rows;
}

/// Fills batches with the text of files; what is behind the last separator opens the next batch.
class reader {
public:
    explicit reader(std::vector<std::string> files) : files_(std::move(files)) {}
    ~reader() { close(); }
    reader(const reader&) = delete;
    reader& operator=(const reader&) = delete;

    /// False: all files have been read, and nothing was left to give.
    bool next(batch& b) {
        b.text = std::exchange(kept_, {});
        std::size_t used = b.text.size();
        b.text.resize(used + batch_bytes);
        while (used < b.text.size() && (is_open() || open_next(b))) {
            const ssize_t got = ::read(file_, b.text.data() + used, b.text.size() - used);
            if (got > 0) used += static_cast<std::size_t>(got);
            if (got > 0 || (got < 0 && errno == EINTR)) continue;
            if (got < 0) complain(b, files_[next_ - 1]);
            close();
            end_piece(b, used);
        }
        b.text.resize(used);
        if (is_open()) keep_last_word(b);
        return is_open() || b.files != 0 || !b.ends.empty();
    }

private:
    [[nodiscard]] bool is_open() const { return file_ >= 0; }
    bool open_next(batch& b) {
        while (next_ < files_.size()) {
            const std::string& name = files_[next_++];
            ++b.files;
            file_ = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
            if (is_open()) return true;
            complain(b, name);
        }
        return false;
    }
    void close() {
        if (is_open()) ::close(std::exchange(file_, -1));
    }
    static std::size_t last_end(const batch& b) { return b.ends.empty() ? 0 : b.ends.back(); }
    static void end_piece(batch& b, std::size_t end) {
        if (end != last_end(b)) b.ends.push_back(end);
    }
    /// The file goes on behind the batch: what may be half a word waits for its rest.
    void keep_last_word(batch& b) {
        std::size_t end = b.text.size();
        while (end != last_end(b) && !separates(b.text[end - 1])) --end;
        kept_ = b.text.substr(end);
        b.text.resize(end);
        end_piece(b, end);
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
        if (!source.next(b)) co_return;
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
    std::uint64_t bytes = 0, lines = 0, words = 0;
    std::vector<row> most_frequent;
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

template <class T>
wend::join_handle<T> take_front(std::deque<wend::join_handle<T>>& running) {
    wend::join_handle<T> first = std::move(running.front());
    running.pop_front();
    return first;
}

/// Adds up counts of batches, the parts of their words side by side.
task<totals> sum(std::vector<counts> counted, std::size_t top) {
    totals result;
    for (const counts& c : counted) {
        result.bytes += c.bytes;
        result.lines += c.lines;
        result.words += c.words;
    }
    std::deque<wend::join_handle<std::vector<row>>> running;
    for (std::size_t part = 0; !counted.empty() && part < counts{}.seen.size(); ++part) {
        std::vector<frequencies> shares;
        for (counts& c : counted) shares.push_back(std::move(c.seen[part]));
        running.push_back(wend::spawn(most_frequent, std::move(shares), top));
    }
    while (!running.empty()) {
        std::vector<row> rows = co_await take_front(running);
        std::move(rows.begin(), rows.end(), std::back_inserter(result.most_frequent));
    }
    keep_most_frequent(result.most_frequent, top);
    co_return result;
}

/// At most `in_flight` batches are counted at a time. Each goes on from the counts of the oldest before
/// it, so that only the last few have to be added up.
task<totals> count_all(std::vector<std::string> files, std::size_t top, std::size_t in_flight) {
    std::size_t unreadable = 0;
    progress bar(files.size());
    std::deque<wend::join_handle<counts>> running;
    auto source = batches(std::move(files)) |
                  wend::flow_on(wend::default_blocking_executor(), wend::buffer(4));
    WEND_ASYNC_FOR(batch & b, std::move(source)) {
        for (const auto& why : b.unreadable) std::fprintf(stderr, "word_count: %s\n", why.c_str());
        unreadable += b.unreadable.size();
        bar.done(b.files);
        counts so_far;
        if (running.size() == in_flight) so_far = co_await take_front(running);
        running.push_back(wend::spawn(count_batch, std::move(so_far), std::move(b), top != 0));
    }
    std::vector<counts> counted;
    while (!running.empty()) {
        counts c = co_await take_front(running);
        counted.push_back(std::move(c));
    }
    totals result = co_await sum(std::move(counted), top);
    result.unreadable = unreadable;
    co_return result;
}

void print(const totals& t) {
    std::printf("%llu lines\n%llu words\n%llu bytes\n", static_cast<unsigned long long>(t.lines),
                static_cast<unsigned long long>(t.words), static_cast<unsigned long long>(t.bytes));
    for (const auto& [word, times] : t.most_frequent) {
        std::printf("%8llu %.*s\n", static_cast<unsigned long long>(times),
                    static_cast<int>(word.size()), word.data());
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
        const totals t = wend::run(count_all(std::move(files), top, in_flight),
                                   {.runtime = {.pool = {.workers = arguments.workers}}});
        print(t);
        const std::size_t unreadable = t.unreadable + not_looked_into.size();
        if (unreadable != 0) std::fprintf(stderr, "word_count: %zu unreadable\n", unreadable);
        return unreadable == 0 ? 0 : 1;
    });
}
