#!/bin/sh
# Checks the word_count example against wc: run_word_count.sh BINARY
set -eu
program=${1:?usage: run_word_count.sh BINARY}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() { echo "word_count: FAILED: $*" >&2; exit 1; }

# Lines, words and bytes of all files below some folders, as wc counts them.
wc_totals() {
    find "$@" -type f -print0 | LC_ALL=C.UTF-8 wc --files0-from=- | tail -n 1 | awk '{print $1, $2, $3}'
}
ours() { "$program" --top 0 "$@" | awk '{printf "%s%s", sep, $1; sep = " "} END {print ""}'; }
same() { # what, folders
    what=$1
    shift
    [ "$(wc_totals "$@")" = "$(ours "$@")" ] || fail "$what: wc says $(wc_totals "$@"), we $(ours "$@")"
}

odd=$scratch/odd
mkdir "$odd"
: >"$odd/empty"
printf 'no newline at the end' >"$odd/no-newline"
printf 'a\0b \0 c\n' >"$odd/nul"
printf 'bad \377\376 bytes\xc3 cut\n\xe2\x82' >"$odd/invalid"
printf 'a\302\240b c\342\200\207d\343\200\200e \342\201\240 f\n' >"$odd/blanks"
awk 'BEGIN {for (i = 0; i < 400000; ++i) printf "\360\237\230\200"; print " end"}' >"$odd/one-long-word"
awk 'BEGIN {for (i = 0; i < 300000; ++i) printf "wörd\303\251 %d\t", i}' >"$odd/no-lines"
same "odd files" "$odd"

# Real files: headers, documentation, scripts of the system.
same "the system's files" /usr/include /usr/share/doc
files=$(find /usr/include /usr/share/doc -type f | wc -l)
echo "word_count: $files files counted as wc does"

"$program" --workers 1 /usr/share/doc >"$scratch/one"
"$program" --workers 2 /usr/share/doc >"$scratch/two"
cmp -s "$scratch/one" "$scratch/two" || fail "the result depends on the number of workers"

code=0
"$program" "$odd" "$scratch/missing" "$odd/blanks" >"$scratch/out" 2>"$scratch/err" || code=$?
[ "$code" -eq 1 ] || fail "an unreadable file: exit code $code, not 1"
grep -q "$scratch/missing" "$scratch/err" || fail "the unreadable file isn't named"
grep -q '1 unreadable' "$scratch/err" || fail "unreadable files aren't counted"
[ "$(wc -l <"$scratch/out")" -eq 13 ] || fail "the rest isn't counted beside an unreadable file"

for bad in "" "--top many $odd" "--workers 0 $odd" "--bogus"; do
    code=0
    # shellcheck disable=SC2086  # a list of words
    "$program" $bad >"$scratch/out" 2>"$scratch/err" || code=$?
    [ "$code" -eq 2 ] && [ "$(wc -l <"$scratch/err")" -eq 1 ] || fail "'$bad': exit code $code, not 2 with one line"
done
echo "word_count: passed"
