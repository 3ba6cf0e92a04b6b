// ok
#include <wend/iter/as_async.hpp>
#include <wend/iter/filter.hpp>
#include <wend/iter/take.hpp>
#include <wend/iter/to.hpp>
#include <wend/iter/transform.hpp>

#include <string>
#include <vector>

struct message {  // g++ 12 refuses it as a temporary in co_yield
    int id = 0;
    std::string text;
};

wend::async_generator<message> messages();
wend::async_generator<const message&> shared_messages();
message changed(message);
wend::task<message> changed_later(message);
bool wanted(const message&);

wend::task<std::vector<message>> f(std::vector<message> source) {
    auto all = wend::as_async(source) | wend::transform(changed) | wend::transform(changed_later) |
               wend::filter(wanted) | wend::take(3);
    co_return co_await (std::move(all) | wend::to<std::vector>());
}
wend::task<std::vector<message>> g() {
    auto first = messages() | wend::filter(wanted) | wend::take(3);
    co_return co_await (std::move(first) | wend::to<std::vector>());
}
wend::task<std::vector<message>> h() {
    auto first = shared_messages() | wend::filter(wanted) | wend::take(3);
    co_return co_await (std::move(first) | wend::to<std::vector>());
}
