#include <wend/exec/identity.hpp>

#include "thread_record.hpp"

#include <wend/core/padded.hpp>
#include <wend/exec/context.hpp>

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <utility>
#include <vector>

namespace wend::inline v0 {
namespace detail {

namespace {

constexpr std::size_t longest_name = 4096;
constexpr std::size_t longest_system_name = 15;

/// The longest prefix of at most `bytes` bytes that doesn't cut a UTF-8 code point.
std::string_view cut(std::string_view text, std::size_t bytes) noexcept {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
    return text.substr(0, bytes);
}

/// A task's name as it is kept: one over 4096 bytes is cut and ends in "…".
void keep(std::string& kept, std::string_view name) {
    kept.assign(cut(name, longest_name));
    if (name.size() > longest_name) kept += "…";
}

/// A longer one is not kept for the next task of its slot.
constexpr std::size_t usual_name = 64;

}  // namespace

/// Slots for identities. A slot that was released goes to its thread's retired list; a scan moves
/// those that no thread runs under to the free list. Slots are never unmapped, so a stale pointer
/// still points at an identity.
class identity_slab {
public:
    static task_identity* take() {
        thread_record& me = thread_record::mine();
        if (me.free_slots == nullptr) refill(me);
        task_identity* slot = me.free_slots;
        me.free_slots = slot->next_;
        --me.free_count;
        const std::uint64_t generation =
            (slot->id_.load(relaxed) >> index_bits) + 1;  // ours alone until published
        slot->id_.store(generation << index_bits | slot->index_,
                        relaxed);  // published with the task
        return slot;
    }

    static void retire(task_identity* slot) noexcept {
        thread_record& me = thread_record::mine();
        slot->next_ = me.retired_slots;
        me.retired_slots = slot;
        if (++me.retired_count >= batch) scan(me);
    }

    /// No name (data() is null): the next number. Throws bad_alloc.
    static void name(task_identity& slot, std::string_view given) {
        alignas(cache_line) static atomic<std::uint64_t> last_number{0};
        slot.named_ = given.data() != nullptr;
        if (slot.named_) {
            if (slot.given_ == nullptr) slot.given_ = new std::string;
            keep(*slot.given_, given);
        } else {
            slot.number_ = last_number.fetch_add(1, relaxed) + 1;  // only a number is shared
        }
    }

private:
    static constexpr unsigned index_bits = 28, batch = 64;

    struct depot {
        small_lock lock;
        task_identity* slots = nullptr;
        unsigned count = 0;
        std::uint64_t made = 0;
        std::vector<std::unique_ptr<task_identity[]>> slabs;
    };
    static depot& shared() {
        static depot* const never_destroyed = new depot;
        return *never_destroyed;
    }

    static void refill(thread_record& me) {
        depot& d = shared();
        lock_guard guard{d.lock};
        if (d.slots == nullptr) {
            d.slabs.push_back(std::make_unique<task_identity[]>(batch));
            for (unsigned i = 0; i < batch; ++i) {
                task_identity& slot = d.slabs.back()[i];
                slot.index_ = d.made++;
                slot.next_ = d.slots;
                d.slots = &slot;
            }
            d.count += batch;
        }
        for (unsigned i = 0; i < batch && d.slots != nullptr; ++i) {
            task_identity* slot = d.slots;
            d.slots = slot->next_;
            --d.count;
            slot->next_ = me.free_slots;
            me.free_slots = slot;
            ++me.free_count;
        }
    }

    static void scan(thread_record& me) noexcept {
        constexpr std::size_t most = 256;
        std::array<const task_identity*, most> busy{};
        std::size_t threads = 0;
        for (thread_record* r = thread_record::all(); r != nullptr; r = r->next) {
            const task_identity* id = r->running.load(acquire);  // [I2] pairs with context::drive()
            if (id == nullptr) continue;
            if (threads == most)
                return;  // too many threads for this table: try again at the next release
            busy[threads++] = id;
        }
        task_identity* left = std::exchange(me.retired_slots, nullptr);
        me.retired_count = 0;
        while (left != nullptr) {
            task_identity* slot = std::exchange(left, left->next_);
            const bool used =
                std::find(busy.begin(), busy.begin() + threads, slot) != busy.begin() + threads;
            if (!used) {
                if (slot->given_ != nullptr && slot->given_->capacity() > usual_name)
                    delete std::exchange(slot->given_, nullptr);
                slot->next_ = me.free_slots;
                me.free_slots = slot;
                ++me.free_count;
            } else {
                slot->next_ = me.retired_slots;
                me.retired_slots = slot;
                ++me.retired_count;
            }
        }
        if (me.free_count > 4 * batch) give(me);
    }

    static void give(thread_record& me) noexcept {
        depot& d = shared();
        lock_guard guard{d.lock};
        while (me.free_count > batch) {
            task_identity* slot = me.free_slots;
            me.free_slots = slot->next_;
            --me.free_count;
            slot->next_ = d.slots;
            d.slots = slot;
            ++d.count;
        }
    }
};

task_identity* make_identity(std::string_view name) {
    task_identity* const slot = identity_slab::take();
    try {
        identity_slab::name(*slot, name);
    } catch (...) {
        release_identity(slot);
        throw;
    }
    return slot;
}

void release_identity(task_identity* identity) noexcept { identity_slab::retire(identity); }

namespace {

/// The name for the system: cut to 15 bytes, but a "-<index>" at its end is kept.
std::string system_name(std::string_view name) {
    if (name.size() <= longest_system_name) return std::string(name);
    const auto dash = name.rfind('-');
    std::string_view tail;
    if (dash != std::string_view::npos && name.size() - dash <= 6 && dash + 1 < name.size() &&
        name.find_first_not_of("0123456789", dash + 1) == std::string_view::npos) {
        tail = name.substr(dash);
    }
    return std::string(
               cut(name.substr(0, name.size() - tail.size()), longest_system_name - tail.size()))
        .append(tail);
}

std::uint64_t hash_of(std::string_view text) noexcept {
    std::uint64_t hash = 14695981039346656037U;  // FNV-1a
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * std::uint64_t{1099511628211U};
    return hash;
}

/// True if `name` is the system's name of a thread that set_thread_name() named: a new thread bears
/// it by inheritance.
bool given_to_a_thread(std::string_view name) noexcept {
    const std::uint64_t hash = hash_of(name);
    for (thread_record* r = thread_record::all(); r != nullptr; r = r->next) {
        // relaxed: the creator's naming comes before the creation of the thread that asks
        if (r->given_name.load(relaxed) == hash) return true;
    }
    return false;
}

}  // namespace

std::string task_identity::name() const {
    lock_guard guard{name_lock_};
    return named_ ? *given_ : "Task-" + std::to_string(number_);
}

void task_identity::set_name(std::string_view name) {
    auto fresh = std::make_unique<std::string>();
    keep(*fresh, name);
    lock_guard guard{name_lock_};
    fresh.reset(std::exchange(given_, fresh.release()));
    named_ = true;
}

std::string default_thread_name() {
    if (syscall(SYS_gettid) == getpid()) return "MainThread";
    static const std::string process = [] {
        char buffer[16] = {};
        if (std::FILE* comm = std::fopen("/proc/self/comm", "r")) {  // the main thread's name
            if (std::fgets(buffer, sizeof buffer, comm) == nullptr) buffer[0] = '\0';
            std::fclose(comm);
        }
        std::string text{buffer};
        if (!text.empty() && text.back() == '\n') text.pop_back();
        return text;
    }();
    char own[16] = {};
    if (pthread_getname_np(pthread_self(), own, sizeof own) == 0 && own[0] != '\0' &&
        own != process && !given_to_a_thread(own))
        return own;
    static atomic<unsigned> last{0};
    return "Thread-" +
           std::to_string(last.fetch_add(1, relaxed) + 1);  // a number, nothing else, is shared
}

WEND_NOINLINE task_identity* running_identity() noexcept {
    return thread_record::mine().running.load(relaxed);  // our own thread's
}

}  // namespace detail

WEND_NOINLINE std::string current_thread_name() {
    detail::thread_record& me = detail::thread_record::mine();
    if (!me.named) {
        me.name = detail::default_thread_name();
        me.named = true;
    }
    return me.name;
}

WEND_NOINLINE std::string current_task_name() {
    const auto* task =
        detail::thread_record::mine().running.load(detail::relaxed);  // our own thread's
    return task == nullptr ? "None" : task->name();
}

WEND_NOINLINE names current_names() {
    names both;
    both.thread = current_thread_name();
    both.task = current_task_name();
    return both;
}

WEND_NOINLINE task_id current_task_id() noexcept {
    const auto* task =
        detail::thread_record::mine().running.load(detail::relaxed);  // our own thread's
    return task == nullptr ? 0 : task->id();
}

WEND_NOINLINE int current_worker_index() noexcept {
    const context* here = current_context();
    return here == nullptr ? -1 : here->worker();
}

WEND_NOINLINE std::string current_executor_name() {
    const context* here = current_context();
    return here == nullptr || !here->here() ? std::string{} : std::string{here->here().name()};
}

void set_thread_name(std::string_view name) {
    detail::thread_record& me = detail::thread_record::mine();
    me.name.assign(name);
    me.named = true;
    if (syscall(SYS_gettid) == getpid()) return;  // the main thread's is the process's
    const std::string system = detail::system_name(name);
    me.given_name.store(detail::hash_of(system), detail::relaxed);  // see given_to_a_thread()
    pthread_setname_np(pthread_self(), system.c_str());
}

}  // namespace wend::inline v0
