"""Choosing where: a courtyard, a stairwell, a flat."""

from typing import Any

import streamlit as st

from dashboard.access import Principal
from dashboard.i18n import _
from dashboard.ui import cache, formats

AT = "at"
"""The key of the courtyard that is entered for, the same in every form."""


def pick_courtyard(by: Principal, *, first: int | None = None) -> int:
    """The courtyard to enter for: one's own, or a choice that begins with `first`."""
    if by.courtyard_id is not None:
        return by.courtyard_id
    names = {one["id"]: formats.courtyard(one) for one in cache.courtyards()}
    chosen: int = st.pills(
        _("Courtyard"),
        list(names),
        format_func=lambda id_: formats.plain(names[id_]),
        default=first if first in names else next(iter(names)),
        required=True,
        key=AT,
    )
    return chosen


def pick_stairwell(homes: list[dict[str, Any]], key: str) -> int | None:
    """A stairwell of those in which the homes lie."""
    picked: int | None = st.pills(
        _("Which stairwell?"),
        sorted({home["stairwell"] for home in homes}),
        format_func=lambda no: _("Stairwell {no}", no=no),
        key=key,
    )
    return picked


def pick_flat(rooms: dict[int, str], key: str) -> int | None:
    """A flat by the number on its door."""
    picked: int | None = st.pills(
        _("Which flat?"), list(rooms), format_func=lambda id_: formats.plain(rooms[id_]), key=key
    )
    return picked
