#pragma once
#include "support/contender.hpp"

/// Unbalanced tree search: counts the nodes of a tree that is made as it is searched, a task for
/// each node. After the geometric trees with fixed branching of UTS (Olivier et al., LCPC 2006; T1
/// has 4 children on average down to depth 10), with a splittable hash of our own instead of SHA-1
/// and whole numbers only, so that the tree is the same everywhere.

namespace compare {

struct node {
    std::uint64_t state;  ///< a hash of the path from the root
    std::uint64_t left;   ///< levels below

    node child(std::uint64_t i) const {
        return {mixed(state + (i + 1) * 0xD1342543DE82EF95), left - 1};
    }
    unsigned children() const;
};
node root_of(std::uint64_t depth);

answer serial_uts(const node& n);

}  // namespace compare
