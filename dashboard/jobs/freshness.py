"""How fresh the pages are: which revision of the facts each open page of this process shows.

Pages do not look by themselves whether somebody has changed the facts: two hundred that look every second
keep a processor busy. The door looks for all of them, and tells the browsers whose page has become old.
Pages are drawn at what was found then, so that all of that time share what is computed for the first;
only who has written something since is shown it at once.
"""

import time
from datetime import date

import db
from dashboard import clock, jobs
from dashboard.indicators import cells
from dashboard.queries import state
from dashboard.settings import settings

SELDOM = 86_400.0
"""Seconds of the timer by which a page asks whether it is old: it never comes to it. But Streamlit's browser
draws a page with a timer anew after its connection was cut, and the door knows the part by this pace."""
PAUSE = 0.25
"""Seconds of the same timer once the page is old."""
LASTING = 10.0
"""Seconds that a look counts; the door takes one more often. Where nobody does, each page looks by itself."""


_last: tuple[tuple[str, date], int, float] | None = None
"""The last look: in which database and on which day, the revision found, and when."""
_shown: dict[str, int] = {}
_wrote: dict[str, int] = {}
"""By reader, what those have changed whom no look has found yet."""


def look() -> int:
    """The revision of the facts as it is now; the pages that are drawn next are drawn at it."""
    global _last  # noqa: PLW0603  # one for the process: that is what it is for
    where = _where()
    found = revision()
    _last = where, found, time.monotonic()
    for reader in [reader for reader, own in list(_wrote.items()) if own <= found]:  # others add meanwhile
        _wrote.pop(reader, None)
    return found


def current(reader: str = "") -> int:
    """The revision at which a page is drawn: that of the last look while it counts, or the reader's own."""
    if _last and _last[0] == _where() and time.monotonic() < _last[2] + LASTING:
        return max(_last[1], _wrote.get(reader, 0))
    return revision()


def wrote(reader: str) -> None:
    """A reader has changed the facts: they are shown no revision without it, wherever they look."""
    _wrote[reader] = revision()


def revision() -> int:
    """The revision of the facts; on the first look of a new day time is let pass first."""
    with db.reading() as session:
        if cells.is_rolled(session, now=clock.now()):
            return state.revision(session)
    with db.writing() as session:
        jobs.roll(session)
    with db.reading() as session:
        return state.revision(session)


def note(page: str, revision: int) -> None:
    """An open page, by the name of its Streamlit session, shows the facts of a revision."""
    _shown[page] = revision


def is_old(page: str, revision: int) -> bool:
    """Whether a page shows the facts of an earlier revision."""
    return _shown.get(page, revision) < revision


def forget(page: str) -> None:
    """A page has been closed for good."""
    _shown.pop(page, None)


def _where() -> tuple[str, date]:
    return settings().database_url, clock.today()
