"""A meeting's papers: slides and minutes to download, papers and handout to print."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from sqlmodel import Session

import db
from dashboard import clock, i18n
from dashboard.access import Principal
from dashboard.briefings import minutes_facts
from dashboard.briefings.minutes_facts import Minutes
from dashboard.i18n import _
from dashboard.queries import frozen, meeting_live
from dashboard.schema.meetings import Stage
from dashboard.ui import cache
from dashboard.ui.components import downloads, links

OFFICE = "application/vnd.openxmlformats-officedocument."
HTML = "text/html"
DOCX, PPTX = OFFICE + "wordprocessingml.document", OFFICE + "presentationml.presentation"


def offer(by: Principal, one: dict[str, Any]) -> None:
    """What there is to take along, for everybody who may read the meeting; each tells what they may know."""
    st.subheader(_("Papers"))
    held = one["stage"] == Stage.HELD
    has_slides = one["stage"] == Stage.CALLED or cache.read(frozen.kept, by=by, meeting_id=one["id"])
    day = f"{one['held_on'].isoformat()}-{one['id']}"
    if has_slides:
        _button(_("Slides (PowerPoint)"), _made(by, one["id"], _slides), f"slides-{day}.pptx", PPTX)
        _button(_("Slides (one file for a stick)"), _made(by, one["id"], _file), f"slides-{day}.html", HTML)
        st.caption(_("Opens in any browser, turned by the same keys, without a network."))
    if held:
        _button(_("Minutes (Word)"), _made(by, one["id"], _minutes), f"minutes-{day}.docx", DOCX)
    if held or has_slides:
        st.caption(_("Made on the click: that takes a moment, at most five seconds."))
    if not held:
        st.caption(_("The minutes can be downloaded once the meeting is closed."))
    links.papers_of(one["id"])


def _button(label: str, make: Callable[[], bytes], name: str, mime: str) -> None:
    downloads.button(label, make, file_name=name, mime=mime, width="stretch", key=f"papers.{name}")


def _made(
    by: Principal, meeting_id: int, write: Callable[[Session, Principal, Minutes], bytes]
) -> Callable[[], bytes]:
    """Makes a file in the language of this run, for whoever still holds the session at the click."""
    language = i18n.language()

    def made() -> bytes:
        with i18n.speaking(language), db.reading() as session:
            told = minutes_facts.read(session, by=by, meeting_id=meeting_id, now=clock.now())
            return write(session, by, told)

    return made


# python-docx and python-pptx are loaded by whoever wants a document, not by every page.
def _minutes(_session: Session, _by: Principal, told: Minutes) -> bytes:
    from dashboard.briefings import minutes

    return minutes.docx(told)


def _slides(session: Session, by: Principal, told: Minutes) -> bytes:
    from dashboard.briefings import slideshow

    return slideshow.pptx(told, slideshow.photos(session, by, told))


def _file(session: Session, by: Principal, told: Minutes) -> bytes:
    from dashboard.briefings import slideshow, standalone

    votes = meeting_live.votes(session, by=by, meeting_id=told.meeting["id"])
    return standalone.html(told, votes, slideshow.photos(session, by, told))
