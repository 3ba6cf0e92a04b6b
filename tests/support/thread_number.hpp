#pragma once

namespace wend::test {

/// A small number, different for each thread of the process. In a file of its own: a compiler that
/// sees into it (or into std::this_thread::get_id()) takes it for the same on both sides of a
/// co_await.
int thread_number() noexcept;

}  // namespace wend::test
