#include "crew.hpp"

#include <wend/core/assert.hpp>

#include <string>
#include <system_error>

namespace wend::inline v0::detail {

void crew::start(unsigned count, std::size_t stack_bytes, void (*body)(void*, unsigned) noexcept,
                 void* target) {
    body_ = body;
    target_ = target;
    recruits_.resize(count);  // now: they must stay where they are
    if (const int error = hire(stack_bytes)) {
        const unsigned had = hired_;
        decide(decision::leave);
        join();
        throw std::system_error{error, std::generic_category(),
                                "wend: a pool of " + std::to_string(count) +
                                    " workers: the system refused thread " +
                                    std::to_string(had + 1)};
    }
    decide(decision::work);
}

/// 0, or why the next thread couldn't be made.
int crew::hire(std::size_t stack_bytes) noexcept {
    pthread_attr_t attributes;
    if (const int error = pthread_attr_init(&attributes)) return error;
    int error = stack_bytes == 0 ? 0 : pthread_attr_setstacksize(&attributes, stack_bytes);
    while (error == 0 && hired_ < recruits_.size()) {
        recruit& next = recruits_[hired_];
        next.of = this;
        next.index = hired_;
        error = pthread_create(&next.thread, &attributes, enter, &next);
        if (error == 0) ++hired_;
    }
    pthread_attr_destroy(&attributes);
    return error;
}

void crew::decide(decision made) noexcept {
    decision_.store(made, seq_cst);  // [W5] pairs with enter()
    decided_.wake_all();
}

void* crew::enter(void* self) noexcept {
    const recruit& me = *static_cast<const recruit*>(self);
    crew& c = *me.of;
    decision now = decision::open;
    while (true) {
        const std::uint32_t ticket = c.decided_.ticket();
        now = c.decision_.load(seq_cst);  // [W5] pairs with decide()
        if (now != decision::open) break;
        c.decided_.wait(ticket);
    }
    if (now == decision::work) c.body_(c.target_, me.index);
    return nullptr;
}

void crew::join() noexcept {
    for (; hired_ != 0; --hired_) {
        const int error = pthread_join(recruits_[hired_ - 1].thread, nullptr);
        WEND_ASSERT(error == 0, "a pool's thread was joined or detached by somebody else");
    }
}

}  // namespace wend::inline v0::detail
