#!/usr/bin/env python3
"""Plants one violation of each rule of tools/check_layers and sees it caught; sees clean code pass."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).resolve().parents[2] / "tools/check_layers"

CLEAN = {
    "include/wend/version.hpp": "#pragma once\n",
    "include/wend/core/atomic.hpp": "#pragma once\n#include <atomic>\n"
                                    "inline constexpr auto relaxed = std::memory_order_relaxed;\n",
    "include/wend/core/config.hpp": "#pragma once\n#if defined(__clang__)\n#endif\n",
    "include/wend/exec/work.hpp": "#pragma once\n#include <wend/core/config.hpp>\n"
                                  "// <functional> and thread_local are only named here\n",
    "include/wend/task/task.hpp": "#pragma once\n#include <wend/exec/work.hpp>\n#include <coroutine>\n",
    "runtime/core/parker.hpp": "#pragma once\n/// Edges  [P1] unpark → park: the token.\n",
    "runtime/sched/deque.hpp": '#pragma once\n#include "../core/parker.hpp"\n'
                               "/// Edges  [D1] push → steal publishes the slot.\n"
                               "inline void push() {\n"
                               "    bottom.store(1, release);  // [D1] pairs with steal()\n"
                               "    // relaxed: statistics\n"
                               "    a.load(relaxed);\n"
                               "    b.load(relaxed);\n"
                               "    x.release();\n"
                               "    while (!word.compare_exchange_weak(a, b, release, relaxed)) {\n"
                               "    }  // [P1] pairs with park()\n}\n",
    "tests/sched/deque_test.cpp": '#include "runtime/sched/deque.hpp"\n#include <atomic>\n',
}

# rule: (file, text) that breaks it, alone or among others
PLANTED = {
    "layers": [
        ("include/wend/exec/a.hpp", "#include <wend/task/task.hpp>\n"),
        ("include/wend/task/a.hpp", "#include <wend/sched/pool.hpp>\n"),
        ("runtime/sched/a.cpp", "#include <wend/task/task.hpp>\n"),
        ("runtime/task/a.cpp", "#include <wend/wend.hpp>\n"),
        ("include/wend/iter/a.hpp", "#include <wend/ext/tbb.hpp>\n"),
        ("include/wend/wend.hpp", "#include <wend/log/log.hpp>\n"),
    ],
    "private": [
        ("runtime/task/a.cpp", '#include "runtime/sched/deque.hpp"\n'),
        ("runtime/task/a.cpp", '#include "../sched/deque.hpp"\n'),
        ("include/wend/exec/a.hpp", '#include "runtime/core/parker.hpp"\n'),
        ("include/wend/exec/a.hpp", '#include "work.hpp"\n'),
        ("tests/task/a_test.cpp", '#include "runtime/sched/deque.hpp"\n'),
        ("tools/examples/a.cpp", '#include "runtime/sched/deque.hpp"\n'),
    ],
    "heavy": [
        ("include/wend/core/a.hpp", "#include <functional>\n"),
        ("include/wend/iter/a.hpp", "#  include  <chrono>\n"),
    ],
    "third-party": [
        ("runtime/task/a.cpp", "#include <spdlog/spdlog.h>\n"),
        ("include/wend/log/a.hpp", "#include <tbb/task_arena.h>\n"),
        ("runtime/sched/a.cpp", "#include <nlohmann/json.hpp>\n"),
    ],
    "atomic": [
        ("runtime/exec/a.cpp", "#include <atomic>\n"),
        ("runtime/exec/a.cpp", "std::atomic<int> x;\n"),
        ("include/wend/exec/a.hpp", "auto m = std::memory_order_relaxed;  // why not\n"),
    ],
    "fence": [("runtime/sched/a.cpp", "void f() { std::atomic_thread_fence(x); }\n")],
    "consume": [("runtime/sched/a.cpp", "auto m = std::memory_order_consume;  // a reason\n")],
    "thread_local": [
        ("runtime/sched/a.cpp", "static thread_local int x;\n"),
        ("include/wend/exec/a.hpp", "extern __thread int x;\n"),
    ],
    "resume": [
        ("runtime/task/a.cpp", "void f() { handle.resume(); }\n"),
        ("include/wend/iter/a.hpp", "void f() { handle->resume( ); }\n"),
    ],
    "config": [
        ("runtime/task/a.cpp", "#if defined(__GNUC__)\n#endif\n"),
        ("include/wend/task/a.hpp", "#ifdef __clang__\n#endif\n"),
        ("include/wend/task/a.hpp", "#ifndef NDEBUG\n#endif\n"),
        ("runtime/task/a.cpp", "#if WEND_ASAN\n#endif\n"),
    ],
    "blocking": [
        ("runtime/sched/a.cpp", "std::mutex m;\n"),
        ("runtime/sched/a.cpp", "void f() { std::this_thread::sleep_for(x); }\n"),
    ],
    "silence": [("runtime/sched/a.cpp", 'void f() { std::printf("x"); }\n')],
    "orders": [
        ("runtime/sched/a.cpp", "void f() { x.store(1, release); }\n"),
        ("runtime/sched/a.cpp", "void f() { x.store(1, relaxed); }\n"),
        ("runtime/sched/a.cpp", "// relaxed: a reason\nx.load(relaxed);\nx.load(detail::acquire);\n\n"),
        ("include/wend/exec/a.hpp", "x.load(seq_cst);  //\n"),
    ],
    "edges": [
        ("runtime/sched/a.cpp", "void f() { x.store(1, release); }  // [Z9] pairs with g()\n"),
        ("include/wend/task/a.hpp", "/// Edges  [D1] something else altogether.\n"),
        ("include/wend/task/a.hpp", "/// Edges  [Z9] named here and nowhere else.\n"),
    ],
    "edge-table": [
        ("docs/memory-model.md", "| edge | where |\n|---|---|\n| D1 | deque |\n"),
        ("docs/memory-model.md", "[D1] [P1] [Q7]\n"),
    ],
    "length": [("tests/task/a_test.cpp", "\n" * 501)],
    "capture": [
        ("tests/task/a_test.cpp", "auto f = [&x](int y) -> task<int> {\n    co_return x + y;\n};\n"),
        ("tools/examples/a.cpp", "auto f = [p] -> wend::async_generator<int> { co_yield *p; };\n"),
    ],
    "leftover": [
        ("runtime/task/a.cpp", "// TO" + "DO: finish\n"),
        ("tests/task/a_test.cpp", "TEST(X, DISABLED" + "_Y) {}\n"),
    ],
}

# Looks like a violation, is none.
INNOCENT = [
    ("include/wend/wend.hpp", "#include <wend/exec/work.hpp>\n#include <wend/task/task.hpp>\n"),
    ("runtime/task/a.cpp", "// handle.resume() is called elsewhere, never std::mutex\n"),
    ("runtime/task/a.cpp", 'const char* text = "thread_local std::atomic<int> #include <atomic>";\n'),
    ("include/wend/task/a.hpp", "auto x = wend::resume_on(y);\n"),
    ("runtime/task/a.cpp", "void f() { p.release(); n.release(n); }\n"),
    ("tests/task/a_test.cpp", "auto f = [&x](int y) -> task<int> { return g(x, y); };\n"),
    ("tests/task/a_test.cpp", "auto f = [](int y) -> task<int> { co_return y; };\n"),
    ("runtime/rt/a.cpp", "#include <wend/sched/pool.hpp>\n#include <wend/task/task.hpp>\n"),
    ("tools/stress/a.cpp", '#include "runtime/sched/deque.hpp"\n'),
    ("docs/memory-model.md", "| D1 | x |\n| P1 | y |\n"),
    ("runtime/task/a.cpp", "#ifdef WEND_SOMETHING\n#endif\n"),
]


def check(extra=()):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in [*CLEAN.items(), *extra]:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        return subprocess.run([sys.executable, CHECK, "--root", root], capture_output=True, text=True,
                              check=False)


class CheckLayers(unittest.TestCase):
    def test_clean_code_passes(self):
        done = check()
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)

    def test_what_only_looks_like_a_violation_passes(self):
        for planted in INNOCENT:
            with self.subTest(planted):
                done = check([planted])
                self.assertEqual(done.returncode, 0, done.stdout)

    def test_no_sources_is_no_success(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([sys.executable, CHECK, "--root", folder], capture_output=True,
                                  check=False)
            self.assertNotEqual(done.returncode, 0)

    def test_each_rule_has_a_planted_violation(self):
        listed = subprocess.run([sys.executable, CHECK, "--list"], capture_output=True, text=True,
                                check=True).stdout
        self.assertEqual(set(PLANTED), {line.split()[0] for line in listed.splitlines()})


def planted_test(rule, planted):
    def test(self):
        done = check([planted])
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn(f"[{rule}]", done.stdout)
        self.assertTrue(done.stdout.rstrip().endswith(" failed"), done.stdout)
    return test


for rule, cases in PLANTED.items():
    for number, planted in enumerate(cases, 1):
        setattr(CheckLayers, f"test_{rule}_{number}_is_caught", planted_test(rule, planted))

if __name__ == "__main__":
    unittest.main()
