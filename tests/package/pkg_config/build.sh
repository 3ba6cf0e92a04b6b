#!/usr/bin/env bash
# pkg_config/build.sh OUT [COMPILER FLAGS]: builds the consumer with nothing but pkg-config.
set -euo pipefail
out=$1
shift
cd "$(dirname "$0")"
# shellcheck disable=SC2046,SC2086  # flags are several words
"${CXX:-g++}" -std=c++20 "$@" ../consumer.cpp -o "$out" $(pkg-config --cflags --libs wend-log wend-tbb)
