"""How fresh the pages are: which revision of the facts each open page of this process shows.

Pages do not look by themselves whether somebody has changed the facts: two hundred that look every second
keep a processor busy. The door looks for all of them, and tells the browsers whose page has become old.
Pages are drawn at what was found then, so that all of that time share what is computed for the first;
only who has written something since is shown it at once (`ui/cache.wrote`).
"""

import time

import db
from dashboard import clock, jobs
from dashboard.indicators import cells
from dashboard.queries import state
from dashboard.settings import settings

PAUSE = 0.25
"""Seconds from being told to asking for the page anew. The door knows the timer by it: no other has it."""
LASTING = 10.0
"""Seconds that a look counts; the door takes one more often. Where nobody does, each page looks by itself."""


_last: tuple[str, int, float] | None = None
"""The last look: in which database, the revision found, and when."""
_shown: dict[str, int] = {}


def look() -> int:
    """The revision of the facts as it is now; the pages that are drawn next are drawn at it."""
    global _last  # noqa: PLW0603  # one for the process: that is what it is for
    _last = settings().database_url, revision(), time.monotonic()
    return _last[1]


def current() -> int:
    """The revision at which a page is drawn: that of the last look, while it counts."""
    if _last and _last[0] == settings().database_url and time.monotonic() < _last[2] + LASTING:
        return _last[1]
    return revision()


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
