// expect: (could not convert|no viable conversion|conversion from).*int.*next_result<std::vector<int
#include <wend/core/next_result.hpp>

#include <vector>

wend::next_result<std::vector<int>> f() { return 5; }
