// expect: format_at<(const )?char|error_handler::on_error
#include <wend/log/log.hpp>

void wrong_type() { wend::log::info("{:d}", "x"); }
