#!/usr/bin/env python3
"""tools/bench: the statistics, what is refused, the figures' file, the page. Nothing is built."""

import importlib.machinery
import importlib.util
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tools/bench"))
from lib import build, contender, failure, measure, plot, records, stats, table  # noqa: E402


def call(tool, *arguments):
    return subprocess.run([ROOT / "tools/bench" / tool, *map(str, arguments)], capture_output=True,
                          text=True, check=False, stdin=subprocess.DEVNULL)


def script(tool):
    """A tool as a module: it has no ending."""
    path = str(ROOT / "tools/bench" / tool)
    loader = importlib.machinery.SourceFileLoader(f"bench_{tool}", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def samples(*rounds_ms):
    found = measure.Samples()
    for ms in rounds_ms:
        found.add({"ms": ms, "peak_mb": 5.0, "result_ok": True})
    return found


def some_records():
    return [records.record("fib", "wend", "g++", 1, samples(5, 6, 7, 8, 9, 10), ns_per_op=4.5,
                           operation="call"),
            records.record("fib", "onetbb", "g++", 1, samples(10, 12, 14, 16, 18, 20)),
            records.record("fib", "serial", "g++", 1, samples(.1, .1, .1, .1, .1, .1)),
            records.record("fib", "wend", "g++", 2, samples(4, 4, 4, 4, 4, 4)),
            records.record("<odd>", "wend", "g++", 2, samples(4, 4, 4, 4, 4, 4))]


class Statistics(unittest.TestCase):
    def test_the_interval_of_few_values_is_none(self):
        self.assertIsNone(stats.interval_of_median([1, 2, 3, 4, 5]))
        self.assertEqual(stats.interval_of_median([3, 1, 2, 6, 5, 4]), (1, 6))

    def test_the_interval_is_the_sign_test_s(self):
        # from tables of the sign test: for n values the k-th smallest and largest, 95 % two-sided
        for n, k in ((8, 1), (9, 2), (12, 3), (15, 4), (20, 6), (25, 8)):
            self.assertEqual(stats.interval_of_median(list(range(1, n + 1))), (k, n + 1 - k), n)

    def test_the_interval_holds_the_median_as_often_as_it_says(self):
        draw = random.Random(1)
        hits = 0
        for _ in range(2000):
            low, high = stats.interval_of_median([draw.expovariate(1) for _ in range(9)])
            hits += low <= math.log(2) <= high
        self.assertGreater(hits / 2000, 0.945)  # 96.1 % in theory

    def test_a_ratio_is_taken_round_by_round(self):
        # the second round was disturbed for both: it changes nothing
        ratio, interval = stats.paired_ratio([1, 50, 1, 1, 1, 1], [2, 100, 2, 2, 2, 2])
        self.assertEqual((ratio, interval), (0.5, (0.5, 0.5)))
        with self.assertRaises(ValueError):
            stats.paired_ratio([1], [1, 2])

    def test_the_mean_of_ratios_is_geometric(self):
        self.assertAlmostEqual(stats.geometric_mean([0.5, 2]), 1)


class Turns(unittest.TestCase):
    """measure.interleave with programs that only look like contenders."""

    def program(self, body):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        path = pathlib.Path(kept.name) / "compare_it"
        path.write_text("#!/bin/sh\n" + body, encoding="utf-8")
        path.chmod(0o755)
        return path

    def test_contenders_take_turns_and_the_first_round_does_not_count(self):
        trace = self.program("").with_name("trace")
        answer = 'echo $3 >>' + str(trace) + '; echo \'{"ms": 2, "peak_mb": 1, "result_ok": true}\''
        program = self.program(f"{answer}\nwhile read line; do {answer}; done\n")
        found = measure.interleave({"A": (program, "A"), "B": (program, "B")}, 1, 3)
        self.assertEqual(trace.read_text(encoding="utf-8").split(), list("ABABABAB"))
        self.assertEqual(found["A"].rounds_ms, [2, 2, 2])

    def test_one_wrong_result_is_kept(self):
        program = self.program('n=0; while :; do n=$((n + 1)); ok=true; [ $n != 2 ] || ok=false\n'
                               'echo "{\\"ms\\": 2, \\"peak_mb\\": $n, \\"result_ok\\": $ok}"\n'
                               'read line || exit; done')
        found = measure.interleave({"A": (program, "A")}, 1, 3)["A"]
        self.assertFalse(found.result_ok)
        self.assertEqual(found.peak_mb, 4)

    def test_a_crash_is_a_failure_that_names_the_program(self):
        with self.assertRaisesRegex(failure.Failure, "compare_it.*ended with 3"):
            contender.Contender(self.program("exit 3"), "A", 1)

    def timed(self, *milliseconds):
        """A program whose rounds take those times; the first one warms up."""
        lines = "".join(f'echo \'{{"ms": {ms}, "peak_mb": 1, "result_ok": true}}\'; read line\n'
                        for ms in milliseconds)
        listing = '{"runtimes": [{"name": "wend", "one_thread": false}]}'
        return self.program(f"[ $1 != --list ] || {{ echo '{listing}'; exit; }}\n{lines}")

    def test_new_has_failed_when_its_whole_interval_is_too_slow(self):
        measure.ROUNDS_OF_A_PROCESS, kept = 6, measure.ROUNDS_OF_A_PROCESS
        self.addCleanup(setattr, measure, "ROUNDS_OF_A_PROCESS", kept)

        def judged(*new):
            old, new = self.timed(9, *[100] * 6), self.timed(9, *new)
            return script("compare").compare_on("it", old, new, 1, 6, lambda text: None)[1:]

        self.assertEqual(judged(106, 107, 108, 109, 110, 111), (1, 0))
        self.assertEqual(judged(104, 107, 108, 109, 110, 111), (0, 0))  # it may be 4 %
        self.assertEqual(judged(50, 50, 50, 50, 50, 50), (0, 0))


class Arguments(unittest.TestCase):
    def test_a_bad_command_line_is_refused_with_2_and_one_line_that_names_it(self):
        for tool, *arguments in (
                ("run", "--only", "nosuch"), ("run", "--compiler", "icc"), ("run", "--threads", "0"),
                ("run", "--threads", "x"), ("run", "--rounds", "-1"), ("run", "--rounds", "1.5"),
                ("run", "--json", "/nosuch/folder/x.json"), ("run", "--jso", "x"), ("run", "extra"),
                ("compare",), ("compare", "HEAD"), ("compare", "nosuchrevision", "HEAD"),
                ("compare", "HEAD", ".", "--only", "nosuch"), ("compare", "--upload-pack=x", "HEAD"),
                ("report",), ("report", "/nosuch.json"), ("instructions", "--compiler", "icc")):
            done = call(tool, *arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""), (tool, arguments))
            self.assertTrue(done.stderr.splitlines()[-1].startswith(tool + ": "), done.stderr)
            self.assertNotIn("Traceback", done.stderr)

    def test_help_says_which_interval_it_is(self):
        for tool in ("run", "compare", "report", "instructions"):
            done = call(tool, "--help")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn(f"tools/bench/{tool}", done.stdout)
        for tool in ("run", "compare"):
            self.assertIn("sign test", call(tool, "--help").stdout)

    def test_each_workload_is_known_and_has_a_contender(self):
        self.assertIn("fib", build.workloads())
        for name in build.workloads():
            sources = {p.stem for p in (ROOT / "benchmarks/compare" / name).glob("*.cpp")}
            self.assertLessEqual({"workload", "wend", "tbb"}, sources)
            self.assertLessEqual(sources, {"workload", *records.SOURCES.values()})


class Records(unittest.TestCase):
    def load(self, content):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "figures.json"
            path.write_text(content, encoding="utf-8")
            return records.load(path)

    def test_what_is_saved_is_loaded_again(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "figures.json"
            records.save(path, some_records())
            self.assertEqual(records.load(path), some_records())

    def test_a_record_has_the_keys_that_readers_rely_on(self):
        one = json.loads(json.dumps(some_records()[0]))
        self.assertLessEqual({"workload", "runtime", "compiler", "threads", "median_ms", "min_ms",
                              "peak_mb", "result_ok"}, set(one))
        self.assertEqual((one["median_ms"], one["min_ms"]), (7.5, 5))

    def test_a_record_that_is_none_is_refused_by_its_number(self):
        good = some_records()[0]
        for change in ({"runtime": "nosuch"}, {"threads": "1"}, {"threads": True}, {"median_ms": None},
                       {"median_ms": 0}, {"result_ok": 1}, {"threads": 0}, {"rounds_ms": [1, "2"]},
                       {"rounds_ms": 3}):
            with self.assertRaisesRegex(failure.Failure, "record 1 ", msg=change) as raised:
                self.load(json.dumps([good, {**good, **change}]))
            self.assertEqual(raised.exception.code, 2)
        for text in ("", "{}", "[]", "[1]"):
            with self.assertRaises(failure.Failure):
                self.load(text)

    def test_without_rounds_the_ratio_has_no_interval(self):
        group = [{**one, "rounds_ms": []} for one in some_records()[:2]]
        self.assertEqual(records.ratio_to_base(group[0], group), (0.5, None))
        self.assertIsNone(records.ratio_to_base(group[0], group[:1]))

    def test_the_table_shows_ratio_interval_and_wrong_results(self):
        group = some_records()[:3]
        group[2]["result_ok"] = False
        text = table.group_table(("fib", "g++", 1), group)
        self.assertRegex(text, r"wend +7\.50 +5\.00 +4\.5 +0\.50 +0\.50 – 0\.50 +5\.0\n")
        self.assertRegex(text, r"serial .* 0\.007 .*WRONG RESULT")


class Page(unittest.TestCase):
    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.figures = pathlib.Path(kept.name) / "figures.json"
        records.save(self.figures, some_records())

    def test_is_one_well_formed_file_that_needs_nothing_else(self):
        done = call("report", self.figures)
        page = self.figures.with_suffix(".html")
        self.assertEqual((done.returncode, done.stdout), (0, f"{page}\n"), done.stderr)
        text = page.read_text(encoding="utf-8")
        for foreign in ("http", "<script", "src=", "url(", "@import"):
            self.assertNotIn(foreign, text)
        self.assertNotIn("<odd>", text)
        self.assertEqual(text.count("<svg"), 1)  # with 2 threads there is no oneTBB
        for start in [at for at in range(len(text)) if text.startswith("<svg", at)]:
            xml.etree.ElementTree.fromstring(text[start:text.index("</svg>", start) + 6])

    def test_goes_where_it_is_told_and_never_over_the_figures(self):
        there = self.figures.with_name("page.html")
        self.assertEqual(call("report", self.figures, "-o", there).returncode, 0)
        self.assertTrue(there.exists())
        self.assertEqual(call("report", self.figures, "-o", self.figures).returncode, 2)
        self.assertEqual(records.load(self.figures), some_records())

    def test_twice_as_fast_and_twice_as_slow_are_equally_far(self):
        self.assertAlmostEqual(plot.place(1) - plot.place(0.5), plot.place(2) - plot.place(1))
        self.assertEqual(plot.place(1000), plot.place(plot.LIMIT))


class Instructions(unittest.TestCase):
    def test_three_percent_more_is_held_and_what_is_beyond_or_unknown_is_not(self):
        verdict = script("instructions").verdict
        self.assertEqual([verdict(now, 1000)[1] for now in (500, 1000, 1030, 1031)],
                         [False, False, False, True])
        self.assertTrue(verdict(1, None)[1])

    def test_what_is_expected_is_what_the_driver_has(self):
        driver = (ROOT / "benchmarks/instructions/main.cpp").read_text(encoding="utf-8")
        expected = json.loads((ROOT / "benchmarks/instructions/expected.json").read_text("utf-8"))
        self.assertLessEqual(set(expected), set(build.COMPILERS))
        for counts in expected.values():
            for name, count in counts.items():
                self.assertIn(f'{{"{name}", ', driver)
                self.assertGreater(count, 0)


if __name__ == "__main__":
    unittest.main()
