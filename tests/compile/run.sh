#!/usr/bin/env bash
# What must not compile does not, and says why; what must compile does.
#
#   tests/compile/run.sh [FILE...]      default: every .cpp below this folder
#
# The first line of a file says what is expected:
#   // ok                      it compiles, with warnings as errors
#   // expect: REGEX           it does not, and an error that matches REGEX (extended) is mentioned
#                              within the first 15 lines of what the compiler prints
#   // expect-gcc12: REGEX     the same with g++ 12; with every other compiler it compiles
# Each file is compiled by g++ and clang++-19, or by $CXX alone, and counts once for each. Files in
# planted/ are wrong on purpose: there the check itself has to fail.
# The last line is "N passed, N failed"; the exit code is 1 if any failed.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

judge() { # judge COMPILER FILE: prints the verdict, last
    local cxx=$1 file=$2 directive kind pattern text code line flags
    directive=$(head -n 1 "$file")
    case $directive in
        '// ok') kind=ok pattern= ;;
        '// expect: '?*) kind=expect pattern=${directive#// expect: } ;;
        '// expect-gcc12: '?*)
            pattern=${directive#// expect-gcc12: }
            if "$cxx" --version | head -n 1 | grep -q clang || [ "$("$cxx" -dumpversion | cut -d. -f1)" -gt 12 ]; then
                kind=ok
            else
                kind=expect
            fi
            ;;
        *)
            echo "the first line is none of: // ok, // expect: REGEX, // expect-gcc12: REGEX"
            return 1
            ;;
    esac
    flags=(-std=c++20 -fsyntax-only -fdiagnostics-color=never -Wall -Wextra "-I$root/include")
    [ "$kind" = expect ] || flags+=(-Werror)
    text=$(LC_ALL=C "$cxx" "${flags[@]}" "$file" 2>&1)
    code=$?
    if [ "$kind" = ok ]; then
        [ "$code" = 0 ] && return 0
        printf '%s\n' "$text" | head -n 20
        echo "it must compile, and does not"
        return 1
    fi
    if [ "$code" = 0 ]; then
        echo "it must not compile, and does; expected: $pattern"
        return 1
    fi
    # An error that matches, not a warning or a quoted source line.
    line=$(printf '%s\n' "$text" | grep -nE "error: .*($pattern)" | head -n 1 | cut -d: -f1)
    if [ -z "$line" ] || [ "$line" -gt 15 ]; then
        printf '%s\n' "$text" | head -n 20
        echo "no error within 15 lines that matches (found in line ${line:-none}): $pattern"
        return 1
    fi
}

if [ "${1:-}" = --one ]; then # --one COMPILER FILE: a worker of the run below
    name=${3#"$here"/}
    if said=$(judge "$2" "$3"); then good=1; else good=0; fi
    case $name in
        planted/*)
            [ "$good" = 0 ] || said="it is wrong, and was not found out"
            good=$((1 - good))
            ;;
    esac
    if [ "$good" = 1 ]; then
        echo "ok      $2  $name"
    else
        # In one write, since workers run at the same time.
        printf '%s\n' "FAILED  $2  $name"$'\n'"$said"
    fi
    exit 0
fi

if [ $# -gt 0 ]; then
    files=()
    for file in "$@"; do files+=("$(realpath "$file")"); done
else
    mapfile -t files < <(find "$here" -name '*.cpp' | sort)
fi
compilers=(g++ clang++-19)
[ -z "${CXX:-}" ] || compilers=("$CXX")
missing=0
for cxx in "${compilers[@]}"; do
    command -v "$cxx" > /dev/null || { echo "FAILED  $cxx is not installed"; missing=$((missing + 1)); }
done

results=$(for file in "${files[@]}"; do
    for cxx in "${compilers[@]}"; do printf '%s\0%s\0' "$cxx" "$file"; done
done | xargs -0 -n 2 -P "${JOBS:-2}" "$0" --one)
printf '%s\n' "$results"
passed=$(printf '%s\n' "$results" | grep -c '^ok  ')
# Whatever has no verdict has failed, too.
failed=$((${#files[@]} * ${#compilers[@]} - passed))
[ "$missing" = 0 ] || failed=$((failed > 0 ? failed : missing))
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
