"""Opening a stranger's file: a child process parses it, so that no file can hurt the server."""

import subprocess
import sys
from collections.abc import Callable
from time import monotonic

from dashboard.intake.workbooks import child, guard
from dashboard.intake.workbooks.cells import Book, Refused, loads
from dashboard.settings import ROOT

LOOK_EVERY = 0.2
ENVIRONMENT = {"PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}
"""No setting of the server, no address of the database; one thread, whose memory fits the limit."""


def read(data: bytes, *, stopped: Callable[[], bool] = lambda: False) -> Book:
    """The cells of a workbook or CSV; raises Refused. `stopped` is asked while the child works."""
    guard.check(data)
    command = [sys.executable, "-m", child.__name__]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            told = _waited(process, data, stopped)
        finally:
            process.kill()
    try:
        return loads(told)
    except ValueError:
        # Killed by its limits, or by the machine: nothing, or half of it, was said.
        raise Refused("book_too_heavy") from None


def _waited(process: subprocess.Popen[bytes], data: bytes, stopped: Callable[[], bool]) -> bytes:
    until, given = monotonic() + child.SECONDS, [data]
    while True:
        try:
            # Bytes not yet taken are kept by the process: they are given once.
            return process.communicate(given.pop() if given else None, timeout=LOOK_EVERY)[0]
        except subprocess.TimeoutExpired:
            if stopped():
                raise Refused("book_stopped") from None
            if monotonic() > until:
                raise Refused("book_too_heavy") from None
