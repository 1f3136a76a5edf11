"""Flats by stairwell, to tap those that came: what two people tap adds up."""

from typing import Any

import streamlit as st

from dashboard.i18n import _
from dashboard.ui import cache, formats
from dashboard.ui.components import verdict_badges
from dashboard.ui.forms import form

Flat = dict[str, Any]


def which(key: str) -> int:
    """The courtyard whose flats are shown, where something is for the whole site."""
    names = {one["id"]: formats.courtyard(one) for one in cache.courtyards()}
    first = next(iter(names))
    picked: int = st.pills(
        _("Courtyard"),
        list(names),
        format_func=lambda id_: formats.plain(names[id_]),
        default=first,
        required=True,
        key=key,
    )
    return picked


def tapped(name: str, flats: list[Flat]) -> set[int]:
    """Draw the flats (id, stairwell, room, came) as large choices; gives the ids of those that are on."""
    drawn = form.widget_prefix(name)
    picked: set[int] = set()
    for no in sorted({flat["stairwell"] for flat in flats}):
        picked |= _stairwell(drawn, no, {flat["id"]: flat for flat in flats if flat["stairwell"] == no})
    return picked


def _stairwell(drawn: str, no: int, flats: dict[int, Flat]) -> set[int]:
    """The flats of one stairwell; what somebody else saves meanwhile is joined with what is tapped here."""
    key, base = f"{drawn}.{no}", f"{drawn}.{no}.base"
    stored = {id_ for id_, flat in flats.items() if flat["came"]}
    before = st.session_state.get(base, set())
    mine = set(st.session_state.get(key, before))
    if key not in st.session_state or stored != before:
        st.session_state[key] = [id_ for id_ in flats if id_ in (stored | (mine - before)) - (before - mine)]
    st.session_state[base] = stored
    picked = st.pills(
        _("Stairwell {no}", no=no),
        list(flats),
        selection_mode="multi",
        format_func=lambda id_: formats.plain(flats[id_]["room"]),
        key=key,
    )
    return set(picked)


def label(fresh: list[int], gone: list[int]) -> str:
    """What pressing the button will do."""
    if not fresh and not gone:
        return _("Save who came")
    told = _("Save who came: {n} added", n=len(fresh))
    return told + (_(", {n} taken back", n=len(gone)) if gone else "")


def read(flats: list[Flat]) -> None:
    """The flats that came, for whoever may look but not record."""
    lines = []
    for no in sorted({flat["stairwell"] for flat in flats}):
        rooms = [flat["room"] for flat in flats if flat["stairwell"] == no and flat["came"]]
        lines.append(_("Stairwell {no}", no=no) + " — " + (" ".join(rooms) or _("nobody")))
    verdict_badges.items(lines)
