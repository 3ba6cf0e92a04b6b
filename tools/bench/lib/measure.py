"""Rounds of several contenders in turns, A B C A B C …, so that what disturbs the machine for a
while disturbs all of them."""

import contextlib
import sys

from .contender import Contender

# Then the processes are started anew: where a program happens to lie in memory is luck, too.
ROUNDS_OF_A_PROCESS = 5


class Samples:
    def __init__(self):
        self.rounds_ms, self.peak_mb, self.result_ok = [], 0.0, True

    def add(self, answer):
        self.rounds_ms.append(round(answer["ms"], 4))
        self.note(answer)

    def note(self, answer):
        self.peak_mb = max(self.peak_mb, answer["peak_mb"])
        self.result_ok = self.result_ok and answer["result_ok"]


def interleave(contenders, threads, rounds, say=lambda text: None):
    """contenders: {key: (program, runtime)}. Gives {key: Samples}."""
    samples = {key: Samples() for key in contenders}
    done = 0
    while done < rounds:
        with contextlib.ExitStack() as stack:
            running = {}
            for key, (program, runtime) in contenders.items():
                say(f"starting {runtime}")
                running[key] = Contender(program, runtime, threads)
                stack.callback(running[key].close)
                # of the warm-up the result counts, the time doesn't
                samples[key].note(running[key].answer)
            for _ in range(min(ROUNDS_OF_A_PROCESS, rounds - done)):
                done += 1
                for key, process in running.items():
                    say(f"round {done} of {rounds}, {contenders[key][1]}")
                    samples[key].add(process.round())
    return samples


class Progress:
    """One line on stderr that is written over; nothing when stderr is no terminal."""

    def __init__(self):
        self.shown = sys.stderr.isatty()

    def __call__(self, text):
        if self.shown:
            print(f"\r{text}\033[K", end="", file=sys.stderr, flush=True)

    def clear(self):
        if self.shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
