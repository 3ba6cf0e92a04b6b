#!/usr/bin/env python3
"""Runs test programs one after another and counts their cases.

    run_gtests.py [--filter PATTERN] [--timeout SECONDS] PROGRAM...

A case that a program lists and that did not end with OK counts as failed: also when the program
crashed or hung before it, and when it was skipped or disabled. With --filter, a program without a
matching case counts nothing; no case in any program is a failure. The last line is
"N passed, N failed".
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import threading


def listed(program, pattern):
    out = subprocess.run([program, "--gtest_list_tests", f"--gtest_filter={pattern}"], check=True,
                         capture_output=True, text=True, timeout=60).stdout
    cases, suite = [], ""
    for line in out.splitlines():
        name = line.split("#")[0].rstrip()
        if line.startswith("  "):
            cases.append(suite + name.strip())
        elif re.fullmatch(r"[\w/]+\.", name):
            suite = name
    return cases


def run(program, pattern, timeout):
    """Names of the cases that ended OK, and how the program ended if not by exit code 0 or 1."""
    process = subprocess.Popen([program, f"--gtest_filter={pattern}", "--gtest_color=no"],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               errors="replace", start_new_session=True)
    hung = []

    def end_it():
        hung.append(True)
        os.killpg(process.pid, signal.SIGABRT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(timeout, end_it)
    timer.start()
    good = set()
    for line in process.stdout:
        sys.stdout.write(line)
        match = re.search(r"\[       OK \] (\S+)", line)
        if match:
            good.add(match.group(1))
    code = process.wait()
    timer.cancel()
    if hung:
        return good, f"hung: ended after {timeout} s"
    return good, "" if code in (0, 1) else f"ended with {code}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--filter", default="*")
    parser.add_argument("--timeout", type=float, default=900)
    parser.add_argument("programs", nargs="+")
    arguments = parser.parse_args()
    passed, bad = 0, []
    for program in arguments.programs:
        name = os.path.basename(program)
        try:
            cases = listed(program, arguments.filter)
        except (OSError, subprocess.SubprocessError) as error:
            bad.append(f"{name}: does not list its cases: {error}")
            continue
        if not cases:
            continue
        print(f"--- {name}: {len(cases)} cases", flush=True)
        good, how = run(program, arguments.filter, arguments.timeout)
        missed = [case for case in cases if case not in good]
        passed += len(cases) - len(missed)
        bad += [f"{name}: {case}" for case in missed]
        if how:
            bad.append(f"{name}: {how}")
    for line in bad:
        print(f"FAILED {line}")
    if not passed and not bad:
        bad.append("no case")
        print("FAILED no program has a case that matches")
    print(f"{passed} passed, {len(bad)} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
