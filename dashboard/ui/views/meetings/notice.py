"""The notice of a meeting: when, where, about what; to print or to copy into a chat."""

from typing import Any

import streamlit as st

from dashboard.i18n import _
from dashboard.ui import cache, formats
from dashboard.ui.components import links


def sheet(one: dict[str, Any]) -> None:
    """The notice as text with a button that copies it, and the papers to print."""
    st.subheader(_("Notice"))
    st.code(text(one), language=None, wrap_lines=True)
    links.notice(one["id"])
    links.papers_of(one["id"])


def text(one: dict[str, Any]) -> str:
    """The notice in plain words."""
    site = cache.site()
    lines = [
        _("Notice: {title}", title=one["title"]),
        _("When: {day}", day=formats.when(one)),
        _("Where: {place}", place=one["place"] or "—"),
        _("Matters:"),
        *(f"{place}. {item['title']}" for place, item in enumerate(one["items"], start=1)),
        formats.courtyard(site),
    ]
    return "\n".join(lines)
