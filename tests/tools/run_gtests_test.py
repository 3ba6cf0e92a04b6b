#!/usr/bin/env python3
"""tools/lib/run_gtests.py against programs that only look like tests."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

RUNNER = pathlib.Path(__file__).resolve().parents[2] / "tools/lib/run_gtests.py"
HEAD = "#!/bin/sh\ncase \"$*\" in *--gtest_list_tests*) printf 'Suite.\\n  A\\n  B/0  # GetParam() = 1\\n'; exit;; esac\n"
OK_A, OK_B = "echo '[       OK ] Suite.A (1 ms)'\n", "echo '[       OK ] Suite.B/0 (2 ms)'\n"


class RunGtests(unittest.TestCase):
    def run_one(self, body, *arguments, head=HEAD):
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder) / "test_it"
            program.write_text(head + body, encoding="utf-8")
            program.chmod(0o755)
            done = subprocess.run([sys.executable, RUNNER, *arguments, program], text=True,
                                  capture_output=True, check=False)
        return done.returncode, done.stdout.splitlines()[-1], done.stdout

    def test_counts_what_ended_with_ok(self):
        self.assertEqual(self.run_one(OK_A + OK_B)[:2], (0, "2 passed, 0 failed"))

    def test_a_case_that_did_not_end_is_failed(self):
        self.assertEqual(self.run_one(OK_A)[:2], (1, "1 passed, 1 failed"))

    def test_a_skipped_case_is_failed(self):
        code, last, text = self.run_one(OK_A + "echo '[  SKIPPED ] Suite.B/0 (0 ms)'\n")
        self.assertEqual((code, last), (1, "1 passed, 1 failed"), text)

    def test_a_crash_is_failed_even_after_the_last_case(self):
        self.assertEqual(self.run_one(OK_A + OK_B + "kill -SEGV $$\n")[:2], (1, "2 passed, 1 failed"))

    def test_a_program_that_hangs_is_ended(self):
        code, last, text = self.run_one(OK_A + "sleep 60\n", "--timeout", "1")
        self.assertEqual((code, last), (1, "1 passed, 2 failed"), text)
        self.assertIn("hung", text)

    def test_no_case_at_all_is_failed(self):
        self.assertEqual(self.run_one("", head="#!/bin/sh\n")[:2], (1, "0 passed, 1 failed"))


if __name__ == "__main__":
    unittest.main()
