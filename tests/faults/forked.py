"""A writer in a process of its own, which can be killed at any moment."""

import os
import signal
from collections.abc import Callable
from typing import Any, NoReturn

import db
from dashboard import clock
from dashboard.actions import requests
from dashboard.errors import AlreadyDone
from tests.conftest import forget
from tests.sites import OFFICE, START, Hamlet


def save(hamlet: Hamlet, key: str) -> int:
    """Register a request as a form does, in one transaction; again with the same key gives the same."""
    try:
        with db.writing() as session:
            draft = hamlet.draft(START)
            made = requests.register(session=session, draft=draft, by=OFFICE, now=clock.now(), key=key)
            ref = made.id
    except AlreadyDone as done:
        ref = done.ref
    return ref or 0


class Writer:
    """A forked process that does something over and over and says each time what was acknowledged."""

    def __init__(self, work: Callable[[Callable[[str], None]], Any]) -> None:
        # Connections of the parent are nobody else's.
        forget()
        self.read, write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            self._work(work, write)
        os.close(write)

    def _work(self, work: Callable[[Callable[[str], None]], Any], write: int) -> NoReturn:
        try:
            work(lambda word: os.write(write, f"{word}\n".encode()) and None)
        finally:
            os._exit(0)

    def killed(self) -> list[str]:
        """Kill it with -9; what it had acknowledged."""
        os.kill(self.pid, signal.SIGKILL)
        return self.ended()

    def ended(self) -> list[str]:
        """What it had acknowledged, once it has ended."""
        os.waitpid(self.pid, 0)
        with os.fdopen(self.read, "rb") as told:
            return told.read().decode().split()
