"""Reading a stranger's file in a child process: whatever the file does to its reader, the server goes on."""

import resource
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
LOOK_EVERY = 0.2
"""Seconds between two questions whether the work is still wanted."""
ENVIRONMENT = {"PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}
"""No setting of the server, no address of the database; one thread, whose memory fits the limit."""
MEMORY = 512 * 1024 * 1024


class TooHeavy(Exception):
    """The child has ended without its whole answer: by its limits, or because the machine had no room."""


class Stopped(Exception):
    """Somebody no longer wants the answer."""


def answer(
    module: str, *arguments: str, data: bytes, seconds: int, stopped: Callable[[], bool] = lambda: False
) -> bytes:
    """What `python -m module` says to the file on its standard input, within so many seconds.

    Raises TooHeavy, and Stopped when `stopped` says so while the child works.
    """
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdin
        Thread(target=_give, args=(process.stdin, data), daemon=True).start()
        process.stdin = None
        try:
            told = _waited(process, seconds, stopped)
        finally:
            process.kill()
    if process.returncode != 0:
        raise TooHeavy
    return told


def limit(seconds: int) -> None:
    """Of the child itself: at most 512 MB, so many seconds of work, no files written."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _give(standard_input: IO[bytes], data: bytes) -> None:
    """Beside the waiting: `communicate` gives no more of it once it was asked to look again later."""
    with suppress(BrokenPipeError), standard_input:  # a child may end before it has read all of it
        standard_input.write(data)


def _waited(process: subprocess.Popen[bytes], seconds: int, stopped: Callable[[], bool]) -> bytes:
    until = monotonic() + seconds
    while True:
        try:
            return process.communicate(timeout=LOOK_EVERY)[0]
        except subprocess.TimeoutExpired:
            if stopped():
                raise Stopped from None
            if monotonic() > until:
                raise TooHeavy from None
