#!/usr/bin/env python3
"""tools/setup with fakes for the programs it asks: what is missing, who we are, and apt."""

import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SETUP = ROOT / "tools/setup"


def fake(folder, name, body):
    path = pathlib.Path(folder) / name
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


class Setup(unittest.TestCase):
    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.bin = pathlib.Path(kept.name) / "bin"
        self.bin.mkdir()
        self.trace = pathlib.Path(kept.name) / "trace"
        # apt-get leaves a trace, and talks on stdout as the real one does
        fake(self.bin, "apt-get", f'echo "$@" >>{self.trace}; echo "apt says: $@"')

    def missing(self, *packages):
        absent = "|".join(packages) or "nothing-at-all"
        fake(self.bin, "dpkg-query", 'for p in "$@"; do case $p in -*|*{*) ;; '
             f'{absent}) ;; *) echo "installed $p:amd64" ;; esac; done')

    def user(self, uid):
        fake(self.bin, "id", f"echo {uid}")

    def run_setup(self, *arguments):
        path = f"{self.bin}:{os.environ['PATH']}"
        return subprocess.run([SETUP, *arguments], capture_output=True, text=True, check=False,
                              env={**os.environ, "PATH": path})

    def apt_calls(self):
        return self.trace.read_text(encoding="utf-8").splitlines() if self.trace.exists() else []

    def test_touches_no_network_when_nothing_is_missing(self):
        self.missing()
        self.user(0)
        done = self.run_setup("long")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertEqual(self.apt_calls(), [])

    def test_as_root_installs_exactly_what_is_missing(self):
        self.missing("cmake", "libspdlog-dev")
        self.user(0)
        done = self.run_setup("run")
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        update, install = self.apt_calls()
        self.assertIn("update", update)
        self.assertTrue(install.endswith("--no-install-recommends cmake libspdlog-dev"), install)

    def test_without_root_prints_the_command_and_does_nothing(self):
        self.missing("cmake", "ninja-build")
        self.user(1000)
        done = self.run_setup("run")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("    sudo apt-get update && sudo apt-get install -y --no-install-recommends "
                      "cmake ninja-build\n", done.stderr)
        self.assertEqual(self.apt_calls(), [])

    def test_running_needs_no_test_tools(self):
        self.missing("clang-19", "libgtest-dev", "debootstrap")
        self.user(1000)
        self.assertEqual(self.run_setup("run").returncode, 0)
        self.assertEqual(self.run_setup("test").returncode, 2)
        self.missing("debootstrap")
        self.assertEqual(self.run_setup("test").returncode, 0)
        self.assertEqual(self.run_setup("long").returncode, 2)

    def test_a_failed_installation_says_so(self):
        self.missing("cmake")
        self.user(0)
        fake(self.bin, "apt-get", "echo E: unable to fetch >&2; exit 100")
        done = self.run_setup("run")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("unable to fetch", done.stderr)

    def test_without_dpkg_recognises_programs_and_headers(self):
        # A system without dpkg: a path that holds only what is needed to ask.
        self.user(1000)
        for name in ("bash", "env", "sed", "grep", "cut", "dirname", "mkdir", "cat", "sh"):
            os.symlink(f"/usr/bin/{name}", self.bin / name)
        (self.bin / "apt-get").unlink()
        fake(self.bin, "dnf", "exit 1")
        for name in ("cmake", "ninja"):
            fake(self.bin, name, "exit 0")
        fake(self.bin, "g++", "grep -q spdlog")  # has spdlog's header and no other
        done = subprocess.run([SETUP, "run"], capture_output=True, text=True, check=False,
                              env={"PATH": str(self.bin)})
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        self.assertIn("    sudo dnf install -y cli11-devel\n", done.stderr)

    def test_an_unknown_argument_is_refused(self):
        self.assertEqual(self.run_setup("nosuch").returncode, 2)


if __name__ == "__main__":
    unittest.main()
