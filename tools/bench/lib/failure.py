"""An end with a message: printed as one line, without a traceback."""

import sys


class Failure(Exception):
    def __init__(self, text, code=1):
        super().__init__(text)
        self.code = code


def end_well(main):
    """Runs main() and exits: with its code, or with a Failure's; 130 when interrupted."""
    name = sys.argv[0].rsplit("/", 1)[-1]
    try:
        code = main()
    except Failure as failure:
        print(f"{name}: {failure}", file=sys.stderr)
        code = failure.code
    except KeyboardInterrupt:
        print(file=sys.stderr)
        code = 130
    sys.exit(code)
