"""Builds: an installed release of wend, and programs against it."""

import pathlib
import shutil
import subprocess

from .failure import Failure

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUILD = ROOT / "build"
COMPILERS = {"g++": "g++", "clang": "clang++-19"}
LIBRARY_OPTIONS = ["-DWEND_BUILD_TESTS=OFF", "-DWEND_BUILD_BENCHMARKS=OFF",
                   "-DWEND_BUILD_TOOLS=OFF", "-DWEND_LOG=OFF", "-DWEND_TBB=OFF"]


def workloads(tree=ROOT):
    return sorted(p.parent.name for p in (tree / "benchmarks/compare").glob("*/workload.cpp"))


def setup():
    """Installs what is missing, or says what is: tools/setup."""
    code = subprocess.run([ROOT / "tools/setup", "test"], check=False).returncode
    if code:
        raise Failure("packages are missing (see above)", code)


def run(command, log, what):
    """Runs quietly; of a command that fails the log's end is shown."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as out:
        print("+", *command, file=out, flush=True)
        done = subprocess.run([str(word) for word in command], stdout=out, stderr=out,
                              stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        end = log.read_text(encoding="utf-8", errors="replace").splitlines()[-25:]
        raise Failure(f"{what} failed (log: {log})\n    " + "\n    ".join(end))


def configure(source, out, compiler, options):
    """Configures a release build; a folder that was made from other sources is made anew."""
    cache = out / "CMakeCache.txt"
    home = f"CMAKE_HOME_DIRECTORY:INTERNAL={source}"
    if cache.exists() and home not in cache.read_text(encoding="utf-8").splitlines():
        shutil.rmtree(out)
    return ["cmake", "-S", source, "-B", out, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
            "-DCMAKE_CXX_FLAGS_RELEASE=-O3", f"-DCMAKE_CXX_COMPILER={COMPILERS[compiler]}", *options]


def package(tree, out, compiler):
    """Installs a release of the library in `tree` to out/prefix; gives the prefix."""
    log, library, prefix = out / "library.log", out / "library", out / "prefix"
    log.unlink(missing_ok=True)
    options = [*LIBRARY_OPTIONS, f"-DCMAKE_INSTALL_PREFIX={prefix}"]
    run(configure(tree, library, compiler, options), log, "configuring wend")
    run(["cmake", "--build", library], log, "building wend")
    shutil.rmtree(prefix, ignore_errors=True)  # a header that is gone must not be found
    run(["cmake", "--install", library], log, "installing wend")
    return prefix


def programs(source, out, prefix, compiler, targets, options=(), keep_going=False):
    """Builds targets of the project in `source` against an installed wend; gives those that are
    there. With keep_going one that doesn't compile is left out."""
    log, name = out / f"{source.name}.log", source.name
    folder = out / name
    log.unlink(missing_ok=True)
    run(configure(source, folder, compiler, [f"-DCMAKE_PREFIX_PATH={prefix}", *options]), log,
        f"configuring {name}")
    failures = "0" if keep_going else "1"
    try:
        run(["cmake", "--build", folder, "--target", *targets, "--", "-k", failures], log,
            f"building {name}")
    except Failure:
        if not keep_going:
            raise
        targets = [each for each in targets if is_new(folder, each)]
    return {each: folder / each for each in targets}


def is_new(folder, target):
    """The build tool has nothing left to do for it: it compiled."""
    done = subprocess.run(["cmake", "--build", folder, "--target", target, "--", "-n"],
                          capture_output=True, text=True, check=False)
    return done.returncode == 0 and "no work to do" in done.stdout
