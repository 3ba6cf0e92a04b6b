#!/usr/bin/env bash
# The unit tests, cross compiled for aarch64 and run under qemu-user, without spdlog and oneTBB.
# The last line is "N passed, N failed".

source "$(dirname "${BASH_SOURCE[0]}")/../../tools/lib/common.sh"

dir=$build/aarch64
cmake -S "$root" -B "$dir" -G Ninja --toolchain "$root/cmake/aarch64.cmake" \
    -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O2 -g1" -DWEND_WERROR=ON \
    -DWEND_LOG=OFF -DWEND_TBB=OFF -DWEND_BUILD_BENCHMARKS=OFF -DWEND_BUILD_TOOLS=OFF
ninja -C "$dir"
mapfile -t programs < <(find "$dir/tests" -maxdepth 2 -type f -executable -name 'test_*' | sort)
[ ${#programs[@]} -gt 0 ] || die "no test programs"

# A program that looks native, so that death tests can execute it again.
wrapped=()
mkdir -p "$dir/emulated"
for program in "${programs[@]}"; do
    wrapper=$dir/emulated/${program##*/}
    printf '#!/bin/sh\nexec qemu-aarch64 -L /usr/aarch64-linux-gnu -0 "$0" %s "$@"\n' "$program" \
        >"$wrapper"
    chmod +x "$wrapper"
    wrapped+=("$wrapper")
done

# Not here: what the kernel refuses (memory, threads) and what it counts (CPU time, descriptors of
# the process) belongs to the emulator, not to the program.
python3 "$root/tools/lib/run_gtests.py" --filter '*-*DoesNotGrant*:PoolIdle.*' "${wrapped[@]}"
