#pragma once
#include "support/contender.hpp"

/// One task hops to another executor and back, each of one thread: two hand-overs between threads
/// that sleep meanwhile. OpenMP has no such places.
