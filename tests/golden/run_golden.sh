#!/bin/sh
# Checks the async_iterable example: run_golden.sh BINARY
# Its log must be the one of async_iterable.py, and its arguments must do what --help says.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
program=${1:?usage: run_golden.sh BINARY}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

fail() {
    failures=$((failures + 1))
    echo "golden: FAILED: $*" >&2
    sed 's/^/  stdout: /' "$scratch/out" | head -n 5 >&2
    sed 's/^/  stderr: /' "$scratch/err" | head -n 5 >&2
}

# run WANTED_EXIT_CODE [ARGUMENT...]
run() {
    wanted=$1
    shift
    code=0
    "$program" "$@" >"$scratch/out" 2>"$scratch/err" || code=$?
    [ "$code" -eq "$wanted" ] || fail "'$*' exits with $code, not $wanted"
}

lines() { wc -l <"$1" | tr -d ' '; }
no_stderr() { [ ! -s "$scratch/err" ] || fail "'$*' writes to stderr"; }

# The model's log, whatever the number of workers.
for arguments in "" "--size 5" "--workers 1" "--workers 4"; do
    # shellcheck disable=SC2086  # each is a list of words
    run 0 $arguments
    no_stderr "$arguments"
    python3 "$here/check_log.py" "$scratch/out" >"$scratch/verdict" 2>&1 ||
        fail "'$arguments': $(cat "$scratch/verdict")"
done

# No item: __aiter__ and one __anext__.
run 0 --size 0
no_stderr --size 0
[ "$(lines "$scratch/out")" -eq 2 ] || fail "--size 0: not 2 records"

# A million items: two records for each, and the same two; strict alternation at the end.
run 0 --size 1000000
no_stderr --size 1000000
[ "$(lines "$scratch/out")" -eq 2000002 ] || fail "--size 1000000: not 2000002 records"
[ "$(grep -c ' MainThread Task-1 \[INFO\] - ' "$scratch/out")" -eq 2000002 ] ||
    fail "--size 1000000: a record without its names"
tail -n 3 "$scratch/out" | sed 's/.* - //' >"$scratch/end"
printf '__anext__ called, cursor=999999\n999999\n__anext__ called, cursor=1000000\n' |
    cmp -s - "$scratch/end" || fail "--size 1000000: the last records differ"

run 0 --help
no_stderr --help
for option in --size --workers --help; do
    grep -q -e "$option" "$scratch/out" || fail "--help doesn't name $option"
done

# Bad values: one line on stderr that names the option, nothing on stdout.
refuse() {
    named=$1
    shift
    run 2 "$@"
    [ ! -s "$scratch/out" ] || fail "'$*' writes to stdout"
    [ "$(lines "$scratch/err")" -eq 1 ] || fail "'$*': not one line on stderr"
    grep -q -e "$named" "$scratch/err" || fail "'$*': the line doesn't name $named"
}
refuse --size --size -1
refuse --size --size five
refuse --size --size 5.5
refuse --size --size ''
refuse --size --size 99999999999999999999
refuse --size --size
refuse --size --size 1 --size 2
refuse --workers --workers 0
refuse --workers --workers -3
refuse --workers --workers many
refuse --bogus --bogus
refuse extra extra

[ "$failures" -eq 0 ] || exit 1
echo "golden: passed"
