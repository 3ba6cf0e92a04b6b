#pragma once
#include <wend/exec/context.hpp>
#include <wend/exec/work.hpp>

#include <utility>

namespace wend::test {

/// A work item that calls a function. It lives where the test puts it, until it has run.
template <class F>
struct item : work_item {
    explicit item(F f)
        : work_item{[](work_item& self, context& here) noexcept {
              static_cast<item&>(self).function(here);
          }},
          function{std::move(f)} {}

    F function;
};

/// A work item on the heap that calls a function and is gone then.
template <class F>
work_item& make_item(F f) {
    struct once : work_item {
        explicit once(F g)
            : work_item{[](work_item& self, context& here) noexcept {
                  auto& me = static_cast<once&>(self);
                  F call = std::move(me.function);
                  delete &me;
                  call(here);
              }},
              function{std::move(g)} {}
        F function;
    };
    return *new once{std::move(f)};
}

}  // namespace wend::test
