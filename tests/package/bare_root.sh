#!/usr/bin/env bash
# Both README commands in a bare Debian 12 made by debootstrap, which has nothing of ours and no
# compiler: without root they say what to install, with root they do everything alone, and what is
# repeated is quick. Takes root, this machine's package mirror, and 3 GB for a while.
# The last line is "N passed, N failed".

source "$(dirname "${BASH_SOURCE[0]}")/../../tools/lib/common.sh"

[ "$(id -u)" = 0 ] || die "needs root, for debootstrap and chroot"
if [ "${1-}" != inside ]; then # mounts of our own, gone when we end
    exec unshare --mount --propagation private "$0" inside
fi

bare=$(mktemp -d "${TMPDIR:-/tmp}/wend-bare.XXXXXX")
end() {
    umount -l "$bare/proc" "$bare/dev" "$bare/sys" 2>/dev/null || true
    rm -rf --one-file-system "$bare"
}
chmod 755 "$bare" # users without root go in too
trap end EXIT
passed=0 failed=0

check() { # check NAME COMMAND...
    local name=$1 began=$SECONDS
    shift
    echo "--- $name"
    if ("$@"); then
        passed=$((passed + 1))
        echo "ok $name ($((SECONDS - began)) s)"
    else
        failed=$((failed + 1))
        echo "FAILED $name ($((SECONDS - began)) s)"
    fi
}

mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Codename: bookworm' \
    'Component: main' | head -n 1)
[ -n "$mirror" ] || die "this machine's apt knows no mirror of Debian 12"
debootstrap --variant=minbase bookworm "$bare" "$mirror"

# The same mirrors and the same way to them as this machine's.
rm -f "$bare"/etc/apt/sources.list "$bare"/etc/apt/sources.list.d/*
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [ ! -f "$file" ] || cp "$file" "$bare$file"
done
grep -lE '^ *Acquire' /etc/apt/apt.conf /etc/apt/apt.conf.d/* 2>/dev/null | while read -r file; do
    cp "$file" "$bare$file"
done || true
cp -L /etc/resolv.conf /etc/hosts "$bare/etc/"
mount -t proc proc "$bare/proc"
mount --rbind /dev "$bare/dev"
mount --rbind /sys "$bare/sys"

mkdir "$bare/wend"
tar -C "$root" --exclude=./build --exclude=./.git -cf - . | tar -C "$bare/wend" -xf -

inside() { # inside COMMAND...: in the bare root, in a checkout of its own
    env -u CMAKE_CXX_COMPILER_LAUNCHER -u CC -u CXX PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
        chroot "$bare" sh -c 'cd /wend && exec "$@"' sh "$@" </dev/null
}
installed() { inside dpkg-query -W | wc -l; }

refuses_without_root() {
    local before code=0
    before=$(installed)
    inside setpriv --reuid=65534 --regid=65534 --clear-groups ./tools/run >"$bare/out" 2>"$bare/err" ||
        code=$?
    cat "$bare/err"
    [ "$code" = 2 ] && [ ! -s "$bare/out" ] && [ "$(installed)" = "$before" ] &&
        [ ! -e "$bare/wend/build" ] && grep -q 'apt-get install .*g++' "$bare/err"
}

runs() { # the seed's program: its output, nothing else
    inside ./tools/run >"$bare/out" || return 1
    cat "$bare/out"
    python3 "$root/tests/golden/check_log.py" "$bare/out"
}

runs_quickly() {
    local began=$EPOCHREALTIME ended
    inside ./tools/run >/dev/null 2>"$bare/err" || return 1
    ended=$EPOCHREALTIME
    cat "$bare/err"
    [ ! -s "$bare/err" ] && awk "BEGIN { exit !($ended - $began < 1.5) }"
}

has_no_lint_tools() { ! inside sh -c 'command -v clang-format-19 || command -v clang++-19'; }

tests() {
    inside ./tools/test --fast >"$bare/out"
    local code=$?
    cat "$bare/out"
    [ "$code" = 0 ] && tail -n 1 "$bare/out" | grep -qxE '[1-9][0-9]* passed, 0 failed'
}

check refuses-without-root refuses_without_root
check run runs
check run-again-is-quick runs_quickly
check run-installs-no-lint-tools has_no_lint_tools
check test-fast tests
check test-fast-again tests

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
