"""One runtime in a process of its own, which does a round when it is asked to."""

import json
import select
import subprocess

from .failure import Failure

PATIENCE = 120  # seconds for one round


class Contender:
    """Its memory is its own, and while others run it sleeps. The first round, which warms up, is
    done when this returns."""

    def __init__(self, program, runtime, threads, size=None):
        self.label = f"{program.name} ({runtime}, {threads} threads)"
        command = [program, "--on-demand", "--runtime", runtime, "--threads", str(threads)]
        if size is not None:
            command += ["--size", str(size)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.read()

    def read(self):
        if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
            self.process.kill()
            raise Failure(f"{self.label} hung: no answer for {PATIENCE} s")
        line = self.process.stdout.readline()
        if not line:
            self.close()
            raise Failure(f"{self.label} ended with {self.process.returncode}")
        self.answer = json.loads(line)
        return self.answer

    def round(self):
        """{"ms": …, "peak_mb": …, "result_ok": …}"""
        try:
            self.process.stdin.write("\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # read() says what has become of it
        return self.read()

    def close(self):
        try:
            self.process.communicate(timeout=PATIENCE)
        except (subprocess.TimeoutExpired, BrokenPipeError):
            self.process.kill()
            self.process.wait()


def describe(program):
    """What a program has: {"workload", "operation", "size", "operations", "tiny", "threads",
    "runtimes"}. `threads`: the number it always takes, or 0."""
    done = subprocess.run([program, "--list", "--json"], capture_output=True, text=True,
                          check=False)
    if done.returncode:
        raise Failure(f"{program.name} --list ended with {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)

