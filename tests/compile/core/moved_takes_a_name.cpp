// expect: (use of deleted function|call to deleted function).*moved
#include <wend/core/moved.hpp>

#include <string>

std::string make();

void f() {
    std::string name = make();
    static_cast<void>(wend::moved(name));
    static_cast<void>(wend::moved(make()));  // name it first
}
