"""A meeting's files: what it takes to write each, for the page and the command line alike.

Each gives the bytes of one file, in the language of the run, holding what `by` may know.
"""

from collections.abc import Callable
from typing import TypeAlias

from sqlmodel import Session

from dashboard.access import Principal
from dashboard.briefings.minutes_facts import Minutes
from dashboard.queries import meeting_live

Write: TypeAlias = Callable[[Session, Principal, Minutes], bytes]


# What writes a kind of file is loaded by whoever wants one, not by every page.
def slides_to_take(session: Session, by: Principal, told: Minutes) -> bytes:
    """The slides as one HTML file that needs no network."""
    from dashboard.briefings import slideshow, standalone

    votes = meeting_live.votes(session, by=by, meeting_id=told.meeting["id"])
    return standalone.html(told, votes, slideshow.photos(session, by, told))


def powerpoint(session: Session, by: Principal, told: Minutes) -> bytes:
    """The slides for PowerPoint."""
    from dashboard.briefings import slideshow

    return slideshow.pptx(told, slideshow.photos(session, by, told))


def word_minutes(_session: Session, _by: Principal, told: Minutes) -> bytes:
    """The minutes for Word, once the meeting is closed."""
    from dashboard.briefings import minutes

    return minutes.docx(told)
