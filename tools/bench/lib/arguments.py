"""What the command lines of these tools have in common."""

import argparse

from . import build


def whole_number(least, most):
    """An argument's type: a whole number of that range."""
    def parse(text):
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(
                f"'{text}' is not a whole number from {least} to {most}")
        return int(text)
    return parse


def parser(description):
    return argparse.ArgumentParser(description=description, allow_abbrev=False,
                                   formatter_class=argparse.RawDescriptionHelpFormatter)


def add_measuring(to, rounds):
    to.add_argument("--only", metavar="WORKLOAD", action="append", choices=build.workloads(),
                    help="this workload; may be given more than once (default: "
                         + ", ".join(build.workloads()) + ")")
    to.add_argument("--compiler", choices=list(build.COMPILERS), default="g++",
                    help="default: g++; clang is " + build.COMPILERS["clang"])
    to.add_argument("--threads", metavar="N", action="append", type=whole_number(1, 1024),
                    help="may be given more than once (default: 1 and 2)")
    to.add_argument("--rounds", metavar="K", type=whole_number(1, 1000), default=rounds,
                    help=f"default: {rounds}; fewer than 6 give no interval")
