#pragma once
#include <wend/exec/context.hpp>
#include <wend/exec/work.hpp>

#include <functional>
#include <utility>

namespace wend::test {

/// A work item that calls a function. May be submitted again once it runs; outlives its run.
struct item : work_item {
    explicit item(std::function<void(context&)> f)
        : work_item{[](work_item& self, context& here) noexcept {
              static_cast<item&>(self).function(here);
          }},
          function{std::move(f)} {}
    explicit item(std::function<void()> f) : item{[g = std::move(f)](context&) { g(); }} {}
    item(const item&) = delete;
    item& operator=(const item&) = delete;

    std::function<void(context&)> function;
};

}  // namespace wend::test
