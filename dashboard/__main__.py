"""`python -m dashboard ...`"""

import os
import sys
from io import TextIOWrapper

from dashboard.cli import main


def run() -> int:
    """Run the command of this process; gives its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # What a terminal cannot write comes as its number: no name keeps a code from being shown.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = main(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has heard enough (`| head`); Python would complain when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


if __name__ == "__main__":
    sys.exit(run())
