#include <wend/rt/runtime.hpp>

#include <wend/exec/main_loop.hpp>

namespace wend::inline v0 {
namespace {

struct closing {
    main_loop& loop;
    roster& pool;
    roster& blocking;

    static bool done(void* self) noexcept {
        const auto& c = *static_cast<const closing*>(self);
        return roster::all_empty({&c.loop.tasks(), &c.pool, &c.blocking});
    }
};

}  // namespace

void runtime::close(main_loop* loop) noexcept {
    main_loop none{"closing"};
    closing c{loop != nullptr ? *loop : none, pool_.tasks(), blocking_.tasks()};
    for (roster* tasks : {&c.loop.tasks(), &c.pool, &c.blocking}) {
        tasks->observe([](void* l) noexcept { static_cast<main_loop*>(l)->wake(); }, &c.loop);
        tasks->close();
    }
    for (roster* tasks : {&c.loop.tasks(), &c.pool, &c.blocking}) tasks->request_stop();
    c.loop.run_until(&closing::done, &c);
    for (roster* tasks : {&c.loop.tasks(), &c.pool, &c.blocking}) tasks->observe(nullptr, nullptr);
    pool_.stop();  // with the threads joined, no report to `loop` is on its way any more
    blocking_.stop();
}

}  // namespace wend::inline v0
