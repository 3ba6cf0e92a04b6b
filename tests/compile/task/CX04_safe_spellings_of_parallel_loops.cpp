// ok
#include <wend/task/parallel.hpp>

#include <memory>
#include <string>
#include <vector>

using strings = std::vector<std::string>;
struct total {
    std::string text;
};
total both(total a, total b);
total one(const std::string&);
wend::task<std::string> longer(const std::string&, std::string);

wend::task<> named_first(strings& words, std::string suffix) {
    auto append = [suffix](std::string& word) { word += suffix; };
    co_await wend::parallel_for_each(words, wend::moved(append), {.grain = 16});
}
wend::task<> loop_named_first(strings& words, std::string suffix) {
    auto loop = wend::parallel_for_each(words, [suffix](std::string& word) { word += suffix; });
    co_await loop;
}
wend::task<total> init_named_first(strings words) {
    total init{"init"};
    co_return co_await wend::parallel_transform_reduce(std::move(words), wend::moved(init), &both,
                                                       &one);
}
wend::task<> by_reference(const strings& words, int (&numbers)[4], std::string& all) {
    co_await wend::parallel_for_each(words, [&all](const std::string& word) { all += word; });
    co_await wend::parallel_for_each(numbers, [](int& number) { ++number; });
}
struct lengthens {
    std::string& by;
    wend::task<> operator()(std::string& word) const { word = co_await longer(word, by); }
};
wend::task<> by_an_object(strings& words, std::string by) {
    co_await wend::parallel_for_each(words, lengthens{by});
}
wend::task<> member(std::vector<std::unique_ptr<strings>>& lists) {
    co_await wend::parallel_for_each(lists, [](auto& list) { list->clear(); });
    strings words;
    co_await wend::parallel_for_each(words, &std::string::clear);
}
