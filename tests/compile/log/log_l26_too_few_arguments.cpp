// expect: format_at<int>|parse_context<.*on_error
#include <wend/log/log.hpp>

void too_few() { wend::log::info("{} {}", 1); }
