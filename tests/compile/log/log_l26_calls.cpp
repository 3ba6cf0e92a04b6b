// ok
#include <wend/log/log.hpp>

void configure() {
    wend::log::basic_config(
        {.stream = stdout,
         .level = wend::log::level::info,
         .format = "%(asctime)s %(threadName)s %(taskName)s [%(levelname)s] - %(message)s"});
}

void calls() {
    wend::log::info(42);
    wend::log::info("100% {}");
    wend::log::info("{} {}", "abc", 3);
}
