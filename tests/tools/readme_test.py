#!/usr/bin/env python3
"""What README.md shows is what there is."""

import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def without_comments(text):
    lines = (re.sub(r"\s*//.*", "", line).strip() for line in text.splitlines())
    return re.sub(r"\s+", " ", " ".join(line for line in lines if line))


class Readme(unittest.TestCase):
    def test_the_sample_is_the_example(self):
        source = (ROOT / "tools/examples/async_iterable.cpp").read_text(encoding="utf-8")
        sample = re.search(r"```cpp\n(.*?)```", README, re.S).group(1)
        for piece in re.split(r"\n\n(?=wend::task<> hello)", sample):
            self.assertIn(without_comments(piece), without_comments(source))

    def test_the_sample_s_log_is_the_expected_one(self):
        expected = (ROOT / "tests/golden/expected_output.txt").read_text(encoding="utf-8").splitlines()
        shown = re.search(r"It writes\n\n```\n(.*?)\n\.\.\.\n```", README, re.S).group(1).splitlines()
        self.assertEqual([line[24:] for line in shown], [line[24:] for line in expected[:len(shown)]])

    def test_each_link_leads_somewhere(self):
        for page in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
            for link in re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text(encoding="utf-8")):
                if "://" not in link:
                    self.assertTrue((ROOT / link).exists(), f"{page}: {link}")

    def test_each_command_named_is_there(self):
        for page in ("README.md", "CONTRIBUTING.md"):
            text = (ROOT / page).read_text(encoding="utf-8")
            for tool in set(re.findall(r"\btools/(\w+)(?![\w/])", text)):
                self.assertTrue((ROOT / "tools" / tool).exists(), f"{page}: tools/{tool}")
            lanes = subprocess.run([ROOT / "tools/test", "--list"], capture_output=True, text=True,
                                   check=True).stdout
            for lane in re.findall(r"--lane (\w+)", text):
                self.assertRegex(lanes, rf"(?m)^{lane} ")


if __name__ == "__main__":
    unittest.main()
