"""The form of a request: big choices first, a few words, the receipt."""

from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import requests as actions
from dashboard.i18n import _
from dashboard.queries import places
from dashboard.schema.requests import Place, RequestDraft, RequestType
from dashboard.ui import cached, forms, words

FORM = "register"


def pick_courtyard(by: Principal) -> int:
    """The courtyard to enter for: one's own, or a choice."""
    if by.courtyard_id is not None:
        return by.courtyard_id
    names = {one["id"]: words.courtyard(one) for one in cached.courtyards()}
    chosen = st.pills(
        _("Courtyard"),
        list(names),
        format_func=lambda id_: words.plain(names[id_]),
        default=next(iter(names)),
        key="at",
    )
    return int(chosen or next(iter(names)))


def register(by: Principal) -> None:
    """The form: what, where, a few words; big choices first, now filled in."""
    if receipt := forms.received(FORM):
        st.success(_("Saved. Receipt number {number}.", number=receipt))
    drawn = forms.drawn(FORM)
    courtyard_id = pick_courtyard(by)
    kind = st.pills(
        _("What is it?"),
        [one.value for one in RequestType],
        format_func=words.pictured,
        key=f"{drawn}.type",
        on_change=_begun,
    )
    forms.complaint(FORM, "type")
    where, household_id, stairwell = _where(by, courtyard_id, drawn)
    summary = st.text_area(
        _("In a few words"),
        key=f"{drawn}.summary",
        max_chars=500,
        height=90,
        placeholder=_("Write what the person who comes needs to find it"),
    )
    forms.complaint(FORM, "summary")
    said_by, phone = _behalf(drawn)
    pressed = st.button(_("Save the request"), type="primary", width="stretch", key="register.save")
    # A second tap that comes after the form was emptied: the receipt above is the answer.
    if pressed and not (forms.received(FORM) and not (kind or where or summary)):
        values = {
            "courtyard_id": courtyard_id,
            "household_id": household_id,
            "place": where,
            "stairwell": stairwell,
            "type": kind,
            "summary": summary or (words.named(words.TYPES, kind) if kind else None),
            "said_by": said_by,
            "phone": phone,
        }
        made = forms.save(FORM, lambda **how: actions.register(draft=_draft(values), **how))
        if made is not None:
            # A new number draws an empty form; the receipt stays until the next one is begun.
            forms.receipt(FORM, made.number)


def _begun() -> None:
    st.session_state.pop("register.receipt", None)


def _draft(values: dict[str, Any]) -> RequestDraft:
    """The draft of what was chosen; what was left out is missing, not empty."""
    given = {name: value for name, value in values.items() if value is not None}
    return RequestDraft.check(**given, accepted_at=clock.now())


def _where(by: Principal, courtyard_id: int, drawn: str) -> tuple[str | None, int | None, int | None]:
    where = st.pills(
        _("Where?"),
        [one.value for one in Place],
        format_func=lambda code: words.named(words.PLACES, code),
        key=f"{drawn}.place",
        on_change=_begun,
    )
    forms.complaint(FORM, "place")
    if where not in (Place.FLAT, Place.STAIRWELL, Place.ROOF):
        return where, None, None
    homes = cached.read(places.households, by=by, courtyard_id=courtyard_id)
    stairwells = sorted({home["stairwell"] for home in homes})
    stairwell = st.pills(
        _("Stairwell"),
        stairwells,
        format_func=lambda no: _("Stairwell {no}", no=no),
        key=f"{drawn}.stairwell",
    )
    if where != Place.FLAT or stairwell is None:
        forms.complaint(FORM, "household_id")
        return where, None, stairwell
    rooms = {home["id"]: home["room"] for home in homes if home["stairwell"] == stairwell}
    room = st.pills(
        _("Flat"), list(rooms), format_func=lambda id_: words.plain(rooms[id_]), key=f"{drawn}.household"
    )
    forms.complaint(FORM, "household_id")
    return where, room, stairwell


def _behalf(drawn: str) -> tuple[str | None, str | None]:
    """Who said it and their phone, where one enters for somebody else."""
    with st.expander(_("On behalf of somebody")):
        said_by = st.text_input(_("Said by"), key=f"{drawn}.said_by", max_chars=60, autocomplete="off")
        phone = st.text_input(_("Phone"), key=f"{drawn}.phone", max_chars=30, autocomplete="off")
    return said_by or None, phone or None
