"""How fresh the open pages are: which revision of the facts each page of this process shows.

Pages do not look by themselves whether somebody has changed the facts: two hundred that look every second
keep a processor busy. The door looks for all of them, and tells the browsers whose page has become old.
"""

import db
from dashboard import clock, jobs
from dashboard.indicators import cells
from dashboard.queries import state

PAUSE = 0.25
"""Seconds from being told to asking for the page anew. The door knows the timer by it: no other has it."""

_shown: dict[str, int] = {}


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
