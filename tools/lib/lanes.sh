# Sourced by tools/test: what each lane does. A lane is a function lane_NAME; it writes to stdout,
# and the last line "N passed, N failed" is its count. Without such a line it counts as one.
# shellcheck shell=bash disable=SC2154  # root, build: common.sh

# Lanes in their order, cheap first, and what they are.
lane_table='
format    clang-format-19 changes nothing
layers    who may include whom, and what may stand where
tools     the scripts themselves
unit      g++ -O2, warnings are errors: build and unit tests
golden    the examples say what they should
weight    each header compiles alone and keeps to its budget
compile   what must not compile does not, and says why
debug     g++ -O0: unit tests
clang     clang-19 -O2: unit tests
asan      clang-19, address and undefined behaviour: unit tests
tsan      clang-19, data races: unit tests
gcc-asan  g++ -O2 with ASan: deep chains
gcc-tsan  g++ -O2 with TSan: deep chains
stress    wend-stress, each workload for a short while, plain and under TSan
package   outside projects find, build and run the library
bench     each benchmark runs and its result is right
counts    no operation needs more instructions than it did
mutants   each planted fault turns its tests red
'
fast_lanes='format layers unit'
long_table='
aarch64   cross compiled, under emulation: unit tests
bare      both README commands in a bare Debian
'

# The lanes below count what these print.
script() { # script FILE [ARGS]: one of the project's own, or a failure
    if [ ! -x "$root/$1" ]; then
        echo "$1 does not exist"
        return 1
    fi
    (cd "$root" && "./$1" "${@:2}")
}

# make_preset PRESET TARGET... -- [CMAKE ARGS]
make_preset() {
    local preset=$1 targets=()
    shift
    while [ $# -gt 0 ] && [ "$1" != -- ]; do targets+=("$1"); shift; done
    [ $# -eq 0 ] || shift
    configure "$preset" "$@" && ninja -C "$build/$preset" "${targets[@]}"
}

# programs PRESET GLOB: what a build has made of it
programs() { find "$build/$1" -maxdepth 4 -type f -executable -name "$2" | sort; }

unit_tests() { # unit_tests PRESET [run_gtests arguments]
    local found
    mapfile -t found < <(programs "$1" 'test_*')
    [ ${#found[@]} -gt 0 ] || { echo "no test programs"; return 1; }
    python3 "$root/tools/lib/run_gtests.py" "${@:2}" "${found[@]}"
}

only_tests='-DWEND_BUILD_BENCHMARKS=OFF -DWEND_BUILD_TOOLS=OFF'

lane_format() { script tools/format --check; }
lane_layers() { script tools/check_layers; }
lane_weight() { script tools/check_weight; }
lane_compile() { script tests/compile/run.sh; }
lane_package() { script tests/package/run.sh; }
lane_mutants() { make_preset dev wend wend_test_support && script tools/check_mutants; }
lane_counts() { script tools/bench/instructions; }
lane_bare() { script tests/package/bare_root.sh; }
lane_aarch64() { script tests/package/aarch64.sh; }

lane_tools() {
    local test out passed=0 failed=0 count
    for test in "$root"/tests/tools/*_test.py; do
        echo "--- ${test##*/}"
        if out=$(python3 "$test" 2>&1); then :; else failed=$((failed + 1)); fi
        printf '%s\n' "$out"
        count=$(sed -n 's/^Ran \([0-9]*\) tests\{0,1\} .*/\1/p' <<<"$out")
        passed=$((passed + ${count:-0}))
    done
    echo "$((passed - failed)) passed, $failed failed"
    [ "$failed" = 0 ]
}

lane_unit() { make_preset dev && unit_tests dev; }

# tests/golden/run_NAME.sh gets the program of the example NAME; run_golden.sh the seed's.
lane_golden() {
    local test name passed=0 failed=0
    make_preset dev examples || return 1
    for test in "$root"/tests/golden/run_*.sh; do
        name=$(basename "$test" .sh)
        name=${name#run_}
        [ "$name" != golden ] || name=async_iterable
        echo "--- $name"
        if "$test" "$build/dev/examples/$name"; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
        fi
    done
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}

# shellcheck disable=SC2086  # several arguments
unit_lane() { make_preset "$1" tests -- $only_tests && unit_tests "$1"; }
lane_debug() { unit_lane debug; }
lane_clang() { unit_lane clang; }
lane_asan() { unit_lane asan; }
# the same options as for lane stress, which uses this build
lane_tsan() { make_preset tsan tests -- -DWEND_BUILD_BENCHMARKS=OFF && unit_tests tsan; }

# Deep chains under g++'s own sanitizers, as users build. Only the programs that have such cases.
deep_tests() {
    local layers targets=()
    layers=$(cd "$root/tests" && grep -rlE 'R_?04|CX_?01' --include='*_test.cpp' . | cut -d/ -f2 | sort -u)
    for layer in $layers; do targets+=("test_$layer"); done
    [ ${#targets[@]} -gt 0 ] || { echo "no test is named R04 or CX01"; return 1; }
    # shellcheck disable=SC2086
    make_preset "$1" "${targets[@]}" -- $only_tests &&
        unit_tests "$1" --filter '*R04*:*R_04*:*CX01*:*CX_01*'
}
lane_gcc-asan() { deep_tests gcc-asan; }
lane_gcc-tsan() { deep_tests gcc-tsan; }

lane_stress() {
    local preset workload list passed=0 failed=0
    make_preset dev wend-stress && make_preset tsan wend-stress -- -DWEND_BUILD_BENCHMARKS=OFF || return 1
    for preset in dev tsan; do
        list=$("$build/$preset/tools/wend-stress" --list | awk '/^[a-z]/ {print $1}') || return 1
        for workload in $list; do
            echo "--- $preset $workload"
            if timeout 120 "$build/$preset/tools/wend-stress" --workload "$workload" --duration 3s; then
                passed=$((passed + 1))
            else
                failed=$((failed + 1))
            fi
        done
    done
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}

# Each runtime of each comparison, on as many threads as it may have: whether its result is right.
compare_smoke() { # counts into passed and failed of its caller
    local program runtime threads what
    while read -r program; do
        what=$("$program" --list --json) || { echo "$program: no --list"; failed=$((failed + 1)); continue; }
        while read -r runtime threads; do
            echo "--- ${program##*/} $runtime $threads"
            if timeout 60 "$program" --tiny --rounds 2 --runtime "$runtime" --threads "$threads"; then
                passed=$((passed + 1))
            else
                failed=$((failed + 1))
            fi
        done < <(python3 -c 'import json, sys
about = json.loads(sys.argv[1])
for each in about["runtimes"]:
    for threads in [about["threads"]] if about["threads"] else [1] if each["one_thread"] else [1, 2]:
        print(each["name"], threads)' "$what")
    done < <(programs dev 'compare_*')
}

lane_bench() {
    local program out count passed=0 failed=0
    make_preset dev benchmarks compare || return 1
    while read -r program; do
        echo "--- ${program##*/}"
        if out=$(timeout 300 "$program" --benchmark_min_time=0.01 2>&1) &&
            ! grep -q 'ERROR OCCURRED' <<<"$out"; then
            count=$(grep -cE '^[A-Za-z_].* (ns|us|ms|s) ' <<<"$out" || true)
            passed=$((passed + count))
            [ "$count" -gt 0 ] || failed=$((failed + 1))
        else
            failed=$((failed + 1))
        fi
        printf '%s\n' "$out"
    done < <(programs dev 'bench_*')
    compare_smoke
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}
