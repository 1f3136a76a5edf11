"""The child process that opens what strangers send: bytes on stdin, cells as JSON on stdout, hard limits."""

import json
import resource
import sys

from dashboard.intake.workbooks.cells import Refused, dumps
from dashboard.intake.workbooks.parser import parse

MEMORY, SECONDS = 512 * 1024 * 1024, 20


def main() -> None:
    """Read, parse, print; a refusal is printed as one."""
    try:
        told = dumps(parse(sys.stdin.buffer.read()))
    except Refused as refused:
        told = json.dumps({"refused": refused.code, "values": refused.values})
    except MemoryError:
        told = json.dumps({"refused": "book_too_heavy", "values": {}})
    sys.stdout.buffer.write(told.encode("utf-8", "surrogatepass"))


def limit() -> None:
    """At most 512 MB, 20 s of work, no files written."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    limit()
    main()
