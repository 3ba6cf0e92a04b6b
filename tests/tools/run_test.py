#!/usr/bin/env python3
"""tools/run and tools/test as a stranger uses them."""

import pathlib
import re
import subprocess
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def call(tool, *arguments):
    return subprocess.run([ROOT / "tools" / tool, *arguments], capture_output=True, text=True,
                          check=False, stdin=subprocess.DEVNULL)


class Run(unittest.TestCase):
    def test_names_each_example(self):
        done = call("run", "--list")
        self.assertEqual(done.returncode, 0)
        listed = {line.split()[0] for line in done.stdout.splitlines()}
        self.assertEqual(listed, {p.stem for p in (ROOT / "tools/examples").glob("*.cpp")})
        for line in done.stdout.splitlines():
            self.assertGreater(len(line.split()), 2, f"says nothing of itself: {line}")

    def test_an_unknown_example_is_refused_with_the_list(self):
        for name in ("nosuch", "../test", "support/arguments"):
            done = call("run", name)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("async_iterable", done.stderr)

    def test_writes_the_example_s_output_only_and_is_quick_when_repeated(self):
        self.assertEqual(call("run").returncode, 0)
        began = time.monotonic()
        done = call("run")
        took = time.monotonic() - began
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout.splitlines()[0],
                         r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} MainThread Task-1 \[INFO\] - ")
        self.assertLess(took, 1.0)

    def test_passes_arguments_and_the_exit_code(self):
        self.assertEqual(len(call("run", "async_iterable", "--size", "0").stdout.splitlines()), 2)
        self.assertEqual(call("run", "async_iterable", "--size", "nonsense").returncode, 2)

    def test_help_is_given_without_building(self):
        for tool in ("run", "test", "setup", "format"):
            done = call(tool, "--help")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn(f"tools/{tool}", done.stdout)


class Test(unittest.TestCase):
    def test_an_unknown_lane_or_option_is_refused(self):
        self.assertEqual(call("test", "--lane", "nosuch").returncode, 2)
        self.assertEqual(call("test", "--lane").returncode, 2)
        self.assertEqual(call("test", "--nosuch").returncode, 2)

    def test_names_each_lane(self):
        listed = [line.split()[0] for line in call("test", "--list").stdout.splitlines()]
        defined = re.findall(r"^lane_([\w-]+)\(\)", (ROOT / "tools/lib/lanes.sh").read_text(), re.M)
        self.assertEqual(sorted(listed), sorted(defined))


if __name__ == "__main__":
    unittest.main()
