#pragma once
#include <wend/core/moved.hpp>

#include <cstddef>
#include <cstdint>

namespace wend::inline v0 {

/// How a parallel loop is divided.
struct parallel_options {
    /// So many elements are run in a row, by one thread, without a look at whether somebody wants
    /// work, an element has failed or a stop was requested. 1 is right for elements of a microsecond
    /// or more; 0 is refused.
    std::size_t grain = 1;
    /// So many elements are in progress at most, at a time: what bounds memory if elements wait. 1
    /// makes it a plain loop; 0 is refused.
    std::size_t limit = 1024;
};
static_assert(!hazardous_temporary<parallel_options>);

/// Which partial results are combined, from left to right in either case.
enum class reduce_shape : std::uint8_t {
    by_demand,  ///< what one thread happened to run in a row; the fastest
    fixed,      ///< depends on the number of elements and the grain only: floats repeat bit for bit
};

/// How a parallel reduction is divided; `limit` is without effect if the shape is fixed.
struct reduce_options {
    std::size_t grain = 1;
    std::size_t limit = 1024;
    reduce_shape shape = reduce_shape::by_demand;
};
static_assert(!hazardous_temporary<reduce_options>);

}  // namespace wend::inline v0
