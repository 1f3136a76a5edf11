"""Choosing where: a courtyard, a stairwell, a flat."""

from typing import Any

import streamlit as st

from dashboard.access import Principal
from dashboard.i18n import _
from dashboard.ui import cache, formats
from dashboard.ui.forms import form

AT = "at"
"""The key of the courtyard that is entered for, the same in every form."""


def pick_courtyard(by: Principal, name: str, *, first: int | None = None) -> int | None:
    """The courtyard that form `name` enters for: one's own, or a choice; `first` is where the way here led.

    Nothing is chosen beforehand: who enters for ten courtyards would not see that it is the wrong one.
    """
    if by.courtyard_id is not None:
        return by.courtyard_id
    names = {one["id"]: formats.courtyard(one) for one in cache.courtyards()}
    chosen: int | None = st.pills(
        _("Courtyard"),
        list(names),
        format_func=lambda id_: formats.plain(names[id_]),
        default=first if first in names else None,
        required=True,
        key=AT,
    )
    form.field_error(name, "courtyard_id")
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
