// ok
#include <wend/iter/as_async.hpp>
#include <wend/iter/filter.hpp>
#include <wend/iter/flow_on.hpp>
#include <wend/iter/next.hpp>
#include <wend/iter/on_close.hpp>
#include <wend/iter/to.hpp>
#include <wend/iter/transform.hpp>
#include <wend/task/spawn.hpp>
#include <wend/task/sync_wait.hpp>

#include <string>
#include <vector>

using strings = std::vector<std::string>;
struct message {
    int id = 0;
    std::string text;
    wend::task<> close();
};
wend::async_generator<message> messages();
wend::task<> close_with(message&, std::string);

wend::task<strings> named_first(std::vector<int>& numbers, std::string unit) {
    auto with_unit = [unit](int n) { return std::to_string(n) + unit; };
    co_return co_await (wend::as_async(numbers) | wend::transform(wend::moved(with_unit)) |
                        wend::to<std::vector>());
}
wend::task<strings> pipeline_named_first(std::vector<int>& numbers, std::string unit) {
    auto pipeline = wend::as_async(numbers) |
                    wend::transform([unit](int n) { return std::to_string(n) + unit; });
    co_return co_await (wend::moved(pipeline) | wend::to<std::vector>());
}
wend::task<strings> task_named_first(std::vector<int>& numbers, std::string unit) {
    auto all = wend::as_async(numbers) |
               wend::transform([unit](int n) { return std::to_string(n) + unit; }) |
               wend::to<std::vector>();
    co_return co_await all;
}
wend::task<strings> in_a_loop(std::vector<int>& numbers, std::string unit,
                              wend::executor_ref there) {
    strings all;
    WEND_ASYNC_FOR(auto&& text, wend::as_async(numbers) | wend::transform([unit](int n) {
                                    return std::to_string(n) + unit;
                                }) | wend::flow_on(there)) {
        all.push_back(text);
    }
    co_return all;
}
wend::task<int> advanced_by_hand(std::string but) {
    auto pipeline = messages() | wend::filter([but](const message& m) { return m.text != but; });
    const auto first = co_await wend::next(pipeline);
    co_await wend::aclose(pipeline);
    co_return first ? first->id : 0;
}
strings outside_of_a_coroutine(wend::executor_ref there, std::vector<int>& numbers,
                               std::string unit) {
    auto handle = wend::spawn(there, wend::as_async(numbers) | wend::transform([unit](int n) {
                                         return std::to_string(n) + unit;
                                     }) | wend::to<std::vector>());
    strings again =
        wend::sync_wait(wend::as_async(numbers) |
                        wend::transform([unit](int n) { return std::to_string(n) + unit; }) |
                        wend::to<std::vector>());
    static_cast<void>(handle);
    return again;
}
wend::task<message> defaults(std::string text) {
    auto it = messages();
    message one{1, text}, two{2, text};
    message first = co_await wend::anext(it, wend::moved(one));
    auto request = wend::anext(it, std::move(two));
    message second = co_await request;
    static_cast<void>(first);
    co_return second;
}
wend::task<> resources(std::string reason) {
    message one{1, reason};
    auto& held = co_await wend::on_close(wend::moved(one), &message::close);
    auto close = [reason, &held](std::string&) { return close_with(held, reason); };
    auto& other = co_await wend::on_close(std::string(reason), wend::moved(close));
    static_cast<void>(other);
}
wend::task<std::vector<int>> closures_without_a_destructor(std::vector<int>& numbers, int by) {
    co_return co_await (wend::as_async(numbers) | wend::transform([by](int n) { return n * by; }) |
                        wend::filter([&by](int n) { return n > by; }) | wend::to<std::vector>());
}
