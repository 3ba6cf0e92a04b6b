#!/usr/bin/env bash
# Outside projects that use wend: by find_package, add_subdirectory and pkg-config, against a static
# and a shared library, installed and moved; and under ASan and TSan without a suppression file.
# The last line is "N passed, N failed".

source "$(dirname "${BASH_SOURCE[0]}")/../../tools/lib/common.sh"

here=$root/tests/package
work=$build/package
mkdir -p "$work"
unset ASAN_OPTIONS TSAN_OPTIONS LSAN_OPTIONS UBSAN_OPTIONS # users have none
passed=0 failed=0

check() { # check NAME COMMAND...
    local name=$1
    shift
    echo "--- $name"
    if ("$@"); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $name"
    fi
}

says_so() { # says_so PROGRAM: it runs, is right, and no sanitizer has anything to say
    local out
    out=$(timeout 120 "$1" 2>&1) || { printf '%s\nended with %s\n' "$out" $?; return 1; }
    printf '%s\n' "$out"
    [ "$(tail -n 1 <<<"$out")" = "consumer: 385 on pool and arena" ] &&
        grep -qE '^worker-[0-9]+ Task-[0-9]+ \[INFO\] square of [0-9]+$' <<<"$out" || return 1
    ! grep -qE 'Sanitizer|runtime error' <<<"$out"
}

cmake_build() { # cmake_build FOLDER OUT [ARGS]
    cmake -S "$here/$1" -B "$2" -G Ninja -DCMAKE_BUILD_TYPE=Debug "${@:3}" &&
        ninja -C "$2" consumer
}

# ---- install --------------------------------------------------------------------------------

# Static: what the dev build has made. Shared: a build of its own, quick rather than fast.
make_static() {
    configure dev && ninja -C "$build/dev" wend wend_log wend_tbb &&
        cmake --install "$build/dev" --prefix "$work/static-made"
}
make_shared() {
    (cd "$root" && cmake -S . -B "$work/shared" -G Ninja -DCMAKE_BUILD_TYPE=Debug \
        -DBUILD_SHARED_LIBS=ON -DWEND_LOG=ON -DWEND_TBB=ON -DWEND_BUILD_TESTS=OFF \
        -DWEND_BUILD_BENCHMARKS=OFF -DWEND_BUILD_TOOLS=OFF \
        -DCMAKE_INSTALL_PREFIX="$work/shared-made") && ninja -C "$work/shared" install
}

install_it() { # install_it static|shared
    rm -rf "$work/$1-made" "$work/$1-moved" && "make_$1" &&
        mv "$work/$1-made" "$work/$1-moved" # an installed tree may be moved
}

only_public() { # only_public PREFIX: what was installed is what should be
    local header
    ! find "$1" -path '*/runtime/*' | grep . &&
        (cd "$root/include" && find wend -name '*.hpp') | while read -r header; do
            [ -f "$1/include/$header" ] || { echo "$header is not installed"; return 1; }
        done
}

by_find_package() {
    local dir=$work/find_package-$1
    rm -rf "$dir"
    cmake_build find_package "$dir" -DCMAKE_PREFIX_PATH="$work/$1-moved" && says_so "$dir/consumer"
}

by_pkg_config() {
    local prefix=$work/$1-moved pc
    pc=$(find "$prefix" -type d -name pkgconfig)
    export PKG_CONFIG_PATH=$pc
    [ "$(pkg-config --modversion wend)" = "$(sed -n 's/.*VERSION_STRING "\(.*\)"/\1/p' \
        "$root/include/wend/version.hpp")" ] &&
        "$here/pkg_config/build.sh" "$work/pkg_config-$1" -O1 &&
        LD_LIBRARY_PATH=$(dirname "$pc") says_so "$work/pkg_config-$1"
}

refuses_another_version() {
    local dir=$work/wrong-version
    rm -rf "$dir"
    mkdir -p "$dir"
    printf '%s\n' 'cmake_minimum_required(VERSION 3.25)' 'project(x LANGUAGES CXX)' \
        'find_package(wend 99 QUIET)' 'if(wend_FOUND)' 'message(FATAL_ERROR found)' 'endif()' \
        >"$dir/CMakeLists.txt"
    cmake -S "$dir" -B "$dir/build" -G Ninja -DCMAKE_PREFIX_PATH="$work/static-moved"
}

by_add_subdirectory() { # by_add_subdirectory NAME [CMAKE ARGS]
    cmake_build add_subdirectory "$work/add_subdirectory-$1" "${@:2}" &&
        says_so "$work/add_subdirectory-$1/consumer"
}

for kind in static shared; do
    check "install-$kind" install_it $kind
    check "installed-files-$kind" only_public "$work/$kind-moved"
    check "find_package-$kind" by_find_package $kind
    check "pkg-config-$kind" by_pkg_config $kind
done
check another-version refuses_another_version
check add_subdirectory by_add_subdirectory plain
for sanitizer in address thread; do
    check "add_subdirectory-$sanitizer" by_add_subdirectory $sanitizer \
        -DCMAKE_CXX_COMPILER=clang++-19 -DCMAKE_BUILD_TYPE=None \
        -DCMAKE_CXX_FLAGS="-O1 -g1 -fsanitize=$sanitizer"
done

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
