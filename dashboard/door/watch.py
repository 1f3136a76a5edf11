"""The look that the server takes for everybody: who is still signed in, and whose page has become old."""

import asyncio
import gc
import time
from logging import getLogger
from typing import Final

import anyio.to_thread

import db
from dashboard import clock
from dashboard.actions import sessions
from dashboard.door.sockets import SOCKETS
from dashboard.jobs import freshness

EVERY: Final = 1.0
"""Seconds between two looks at who is still signed in."""
PAGES: Final = 50
"""From twice as many open pages on the next look at what has changed is a second later for each so many:
after one that found something, everything is computed anew."""
AT_ONCE: Final = 10
"""Pages a second that are told that they are old: they are drawn anew beside what readers click. With two
hundred open and the facts changing all the time, each is at most twenty seconds behind."""
COLLECTED: Final = 60.0
"""Seconds between two collections of what ended sessions held."""


async def watch() -> None:
    """Look for as long as the server runs.

    Whose session has ended, however it ended and in whichever process, is cut off. Whose page shows an
    earlier revision of the facts is told so.
    """
    revision, due = 0, 0.0
    while True:
        await asyncio.sleep(EVERY)
        _collect()
        holders = SOCKETS.holders()
        if not holders:
            continue
        try:
            for holder in holders - await anyio.to_thread.run_sync(_standing, holders):
                SOCKETS.end(holder)
            if time.monotonic() >= due:
                revision = await anyio.to_thread.run_sync(freshness.look)
                due = time.monotonic() + EVERY * (SOCKETS.count() // PAGES)
            SOCKETS.tell_old(revision, most=AT_ONCE)
        except Exception:  # whatever it is, it puts nobody out, and the looking goes on
            getLogger(__name__).exception("could not look who is still signed in, and what has changed")


def _standing(holders: frozenset[str]) -> frozenset[str]:
    with db.reading() as session:
        return sessions.standing(session, holders, now=clock.wall())


def _collect() -> None:
    """Free what ended sessions held: each is a ring, and Streamlit's own collecting after every run is off.

    It keeps everybody waiting for a tenth of a second: for many that leave, once.
    """
    now = time.monotonic()
    if SOCKETS.has_left and now > SOCKETS.collected + COLLECTED:
        SOCKETS.has_left, SOCKETS.collected = False, now
        gc.collect()
