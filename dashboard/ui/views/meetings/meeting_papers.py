"""A meeting's papers: slides and minutes to download, papers and handout to print."""

from collections.abc import Callable
from typing import Any

import streamlit as st

import db
from dashboard import clock, i18n
from dashboard.access import Principal
from dashboard.briefings import files, minutes_facts
from dashboard.i18n import _
from dashboard.queries import frozen
from dashboard.schema.meetings import Stage
from dashboard.ui import cache
from dashboard.ui.components import downloads, links

OFFICE = "application/vnd.openxmlformats-officedocument."
MIME = {
    "docx": OFFICE + "wordprocessingml.document",
    "html": "text/html",
    "pptx": OFFICE + "presentationml.presentation",
}


def offer(by: Principal, one: dict[str, Any]) -> None:
    """What there is to take along, for everybody who may read the meeting; each tells what they may know."""
    st.subheader(_("Papers"))
    held = one["stage"] == Stage.HELD
    has_slides = one["stage"] == Stage.CALLED or cache.read(frozen.kept, by=by, meeting_id=one["id"])
    if has_slides:
        _button(by, one, _("Slides (PowerPoint)"), files.powerpoint, "slides.pptx")
        _button(by, one, _("Slides (one file for a stick)"), files.slides_to_take, "slides.html")
        st.caption(_("Opens in any browser, turned by the same keys, without a network."))
    if held:
        _button(by, one, _("Minutes (Word)"), files.word_minutes, "minutes.docx")
    if held or has_slides:
        st.caption(_("Made on the click: that takes a moment, at most five seconds."))
    if not held:
        st.caption(_("The minutes can be downloaded once the meeting is closed."))
    links.papers_of(one["id"])


def _button(by: Principal, one: dict[str, Any], label: str, write: files.Write, name: str) -> None:
    stem, ending = name.split(".")
    file = f"{stem}-{one['held_on'].isoformat()}-{one['id']}.{ending}"
    how: dict[str, Any] = {"mime": MIME[ending], "width": "stretch", "key": f"papers.{name}"}
    downloads.button(label, _made(by, one["id"], write), file_name=file, **how)


def _made(by: Principal, meeting_id: int, write: files.Write) -> Callable[[], bytes]:
    """Makes a file in the language of this run, for whoever still holds the session at the click."""
    language = i18n.language()

    def made() -> bytes:
        with i18n.speaking(language), db.reading() as session:
            told = minutes_facts.read(session, by=by, meeting_id=meeting_id, now=clock.now())
            return write(session, by, told)

    return made
