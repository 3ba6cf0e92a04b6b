#!/bin/sh
# Instructions per operation: measure.sh COUNT_INSTRUCTIONS [WORKLOAD ...]
# Runs the driver under callgrind with two counts and divides the difference, so that starting up
# doesn't count. Driven by hand on one thread: no worker, no kernel.
set -eu
program=${1:?usage: measure.sh COUNT_INSTRUCTIONS [WORKLOAD ...]}
shift
[ "$#" -gt 0 ] || set -- leaf fork spawn-join yield item hop
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

instructions() { # WORKLOAD COUNT
    valgrind --tool=callgrind --callgrind-out-file="$scratch/out" "$program" "$1" "$2" 2>"$scratch/log" ||
        { cat "$scratch/log" >&2; exit 1; }
    sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$scratch/log"
}
for workload; do
    few=$(instructions "$workload" 1000)
    many=$(instructions "$workload" 11000)
    printf '%-11s %6d instructions\n' "$workload" $(((many - few) / 10000))
done
