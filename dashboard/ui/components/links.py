"""Links between pages: every number leads to its indicator, every indicator to its rows."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard.access import Action, Principal, scope
from dashboard.i18n import _, language
from dashboard.ui import templates
from dashboard.ui.formats import plain
from dashboard.ui.shell.menu import page

__all__ = [
    "call_list",
    "card",
    "href",
    "notice",
    "paper",
    "papers",
    "papers_of",
    "plain",
    "slips",
    "story_of",
    "to",
    "turnout",
]


def to(address: str, label: str, *, picture: str | None = None, **query: Any) -> None:
    """A link to a page of ours, followed without loading the app again; `query` becomes its filters.

    `label` is Markdown: pass typed text through `plain`. `picture` is an emoji before it.
    """
    st.page_link(page(address), label=label, icon=picture, query_params=_given(query))


def href(address: str, **query: Any) -> str:
    """The same as an address, for our own HTML (`target="_self"`); it loads the app anew."""
    asked = urlencode(_given(query))
    return f"/{address}?{asked}" if asked else f"/{address}"


def paper(noun: str) -> None:
    """The way from a form to its twin on paper."""
    _to_print(f"/paper/{noun}", _("🖨 Paper form"))


def papers() -> None:
    """The way to every form on paper."""
    _to_print("/paper", _("🖨 Paper forms"))


def slips(request_id: int | None = None) -> None:
    """The way to a slip by which a resident answers; without a request to those of all who wait."""
    if request_id is None:
        _to_print("/call-backs", _("🖨 Slips for all of them"))
    else:
        _to_print("/call-backs", _("🖨 Slip or link for the resident"), request=request_id)


def notice(meeting_id: int) -> None:
    """The way to a meeting's notice on paper."""
    _to_print(f"/notice/{meeting_id}", _("🖨 Print the notice"))


def papers_of(meeting_id: int) -> None:
    """The way to a meeting's papers and to its slides in black and white."""
    _to_print(f"/pack/{meeting_id}", _("🖨 Print the papers"))
    _to_print(f"/handout/{meeting_id}", _("🖨 Print the slides as a handout"))


def call_list() -> None:
    """The way to the list of call-backs on paper."""
    _to_print("/call-back-list", _("🖨 List of call-backs"))


def card(number: str) -> None:
    """The way to a matter's card on paper."""
    _to_print(f"/card/{number}", _("🖨 Card with QR code"))


def turnout() -> None:
    """Why no single meeting's turnout is told, and the way to the quarters'."""
    st.caption(_("Turnout is told by the quarter, so that nobody who came or stayed away can be worked out."))
    to("indicators", _("Turnout by the quarter →"), key="consult_turnout")


def story_of(by: Principal, noun: str, row: Mapping[str, Any]) -> None:
    """The link from a record to the whole story of its matter, if it is part of one."""
    if row.get("thread_id") and scope(by, Action.SEE_THREADS):
        to("thread", _("🧵 The whole story of this matter"), ref=f"{noun}:{row['id']}")


def _to_print(address: str, label: str, **query: Any) -> None:
    """A plain link in the same tab: the browser inside WeChat opens no second one."""
    asked = urlencode({"lang": language(), **query})
    templates.draw("components/print_link.html", way=f"{address}?{asked}", label=label)


def _given(query: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in query.items() if value not in (None, "")}
