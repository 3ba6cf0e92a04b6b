#!/bin/sh
# Checks the hopping example: run_hopping.sh BINARY. See check_hopping.py for what its log must show.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
program=${1:?usage: run_hopping.sh BINARY}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for arguments in "--tasks 4 --items 200" "--tasks 8 --items 50 --workers 4" "--tasks 1 --items 1"; do
    # shellcheck disable=SC2086  # a list of words
    "$program" $arguments >"$scratch/out" 2>"$scratch/err"
    [ ! -s "$scratch/err" ] || { echo "hopping: '$arguments' writes to stderr" >&2; exit 1; }
    # shellcheck disable=SC2086
    python3 "$here/check_hopping.py" "$scratch/out" $arguments
done
for bad in "--tasks 0" "--items many" "--workers 0" "--bogus"; do
    code=0
    # shellcheck disable=SC2086
    "$program" $bad >"$scratch/out" 2>"$scratch/err" || code=$?
    [ "$code" -eq 2 ] && [ "$(wc -l <"$scratch/err")" -eq 1 ] ||
        { echo "hopping: '$bad': exit code $code, not 2 with one line" >&2; exit 1; }
done
echo "hopping: passed"
