// expect: (cannot convert|could not convert|cannot bind|no matching|no viable|conversion from).*(executor_ref|inline_executor)
#include <wend/exec/inline_executor.hpp>

wend::executor_ref f() { return wend::inline_executor{}; }
