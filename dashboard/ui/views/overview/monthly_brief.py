"""The monthly brief: one page of totals to forward, offered beside the month of the overview."""

from collections.abc import Callable
from datetime import date

import streamlit as st

import db
from dashboard import clock, i18n
from dashboard.i18n import _
from dashboard.ui.components import downloads


def offer(day: date) -> None:
    """The brief of the month of `day` as a picture for a chat and as a page to print."""
    name = f"brief-{day.isoformat()[:7]}"
    with st.popover(_("Monthly brief")):
        st.text(_("Totals of the whole site only, as of the month chosen: it may be passed on to anybody."))
        for label, ending, mime in (
            (_("Picture (PNG)"), "png", "image/png"),
            (_("One page (PDF)"), "pdf", "application/pdf"),
        ):
            file = f"{name}.{ending}"
            downloads.button(label, _made(day, ending), file_name=file, mime=mime, width="stretch", key=file)


def _made(day: date, ending: str) -> Callable[[], bytes]:
    """Makes the page in the language of this run."""
    language = i18n.language()

    def made() -> bytes:
        # What draws the page is loaded by whoever wants it, not by every overview.
        from dashboard.briefings import brief

        with i18n.speaking(language):
            with db.reading() as session:
                told = brief.read(session, day=day, now=clock.now())
            sheet = brief.sheet(told)
            return sheet.pdf() if ending == "pdf" else sheet.png()

    return made
