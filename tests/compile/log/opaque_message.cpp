// expect: this message is neither text nor formattable
#include <wend/log/log.hpp>

struct opaque {};

void no_text() { wend::log::info(opaque{}); }
