#!/usr/bin/env python3
"""Checks the log of the hopping example.

Usage: check_hopping.py LOG [--tasks N] [--items N] [--workers N]

Every record's task is the one its message names, on a thread of the pool. Each task's items are in
order; none is missing or doubled. With more than one worker and enough items, some task was seen on
two threads; and the first task of the part "stolen" ran on another thread than "busy", which keeps the
worker that it was queued on busy until then: it was stolen.
"""
import argparse
import collections
import pathlib
import re
import sys

RECORD = re.compile(r'\A\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (worker-\d+) (\S+) \[INFO\] - (\w+) (\S+) (\d+)\Z')


def check(lines, tasks, items, workers):
    threads, got = collections.defaultdict(set), collections.defaultdict(list)
    stolen = []
    for number, line in enumerate(lines, 1):
        match = RECORD.match(line)
        if not match:
            raise ValueError(f'record {number} has another shape: {line!r}')
        thread, name, part, wanted, item = match.groups()
        if name != wanted:
            raise ValueError(f'record {number} carries the name {name}, not {wanted}')
        threads[name].add(thread)
        if part == 'stolen':
            stolen.append((name, thread))
        if name != 'busy':
            got[part, name].append(int(item))
    shared = sorted(item for (part, _), seen in got.items() if part == 'shared' for item in seen)
    if shared != list(range(1, tasks * items + 1)):
        raise ValueError('the shared items are not each delivered once')
    for (part, name), seen in got.items():
        if seen != sorted(seen):
            raise ValueError(f'{name} saw its {part} items out of order')
        if part in ('generated', 'flowing') and seen != list(range(1, items + 1)):
            raise ValueError(f'{name} did not see each of its {part} items once')
    for part in ('generated', 'flowing') + (('stolen',) if workers > 1 else ()):
        if sum(1 for p, _ in got if p == part) != tasks:
            raise ValueError(f'part {part}: not {tasks} tasks')
    if workers > 1 and tasks >= 4 and items >= 200 and max(map(len, threads.values())) < 2:
        raise ValueError('no task was seen on two threads')
    if workers > 1:
        busy = dict(stolen)['busy']
        first = next(thread for name, thread in stolen if name != 'busy')
        if first == busy:
            raise ValueError('the first stolen task ran on the thread that was busy')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('log', type=pathlib.Path)
    parser.add_argument('--tasks', type=int, default=4)
    parser.add_argument('--items', type=int, default=50)
    parser.add_argument('--workers', type=int, default=2)
    options = parser.parse_args()
    try:
        check(options.log.read_text().splitlines(), options.tasks, options.items, options.workers)
    except (OSError, ValueError) as error:
        sys.exit(f'check_hopping: {error}')


if __name__ == '__main__':
    main()
