"""The child process that opens workbooks: bytes on stdin, cells as JSON on stdout, hard limits."""

import json
import sys

from dashboard.intake.apart import limit
from dashboard.intake.workbooks.cells import Refused, dumps
from dashboard.intake.workbooks.parser import parse

SECONDS = 20


def main() -> None:
    """Read, parse, print; a refusal is printed as one."""
    try:
        told = dumps(parse(sys.stdin.buffer.read()))
    except Refused as refused:
        told = json.dumps({"refused": refused.code, "values": refused.values})
    except MemoryError:
        told = json.dumps({"refused": "book_too_heavy", "values": {}})
    sys.stdout.buffer.write(told.encode("utf-8", "surrogatepass"))


if __name__ == "__main__":
    limit(SECONDS)
    main()
