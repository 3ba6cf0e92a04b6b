# Sourced by the scripts in tools/: where things lie, and how a build is made.
# shellcheck shell=bash

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$root/build
logs=$build/logs

die() { printf '%s: %s\n' "${0##*/}" "$1" >&2; exit "${2:-1}"; }

# print_usage: the comment block at the head of the calling script.
print_usage() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"; }

# configure PRESET [CMAKE ARGS]: once, and again when the presets or the place of the tree changed.
configure() {
    local preset=$1 dir=$build/$1
    shift
    if [ -f "$dir/CMakeCache.txt" ] &&
        ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$dir/CMakeCache.txt"; then
        rm -rf "$dir" # copied from another place: its paths are wrong
    fi
    local stamp="$dir/.configured" want
    want="$(cksum <"$root/CMakePresets.json") $*"
    if [ -f "$dir/build.ninja" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$want" ]; then return 0; fi
    (cd "$root" && cmake --preset "$preset" -B "$dir" "$@") && printf '%s\n' "$want" >"$stamp"
}
