"""The form of a request: a photo, big choices, a few words; what is read back, the receipt."""

from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import requests as actions
from dashboard.i18n import _
from dashboard.queries import places, requests
from dashboard.queries.photos import BEFORE
from dashboard.records.loop import REQUEST
from dashboard.schema.requests import Place, Request, RequestDraft, RequestType
from dashboard.ui import cached, forms, links, photos, shell, steps, words

FORM = "register"
AT = "at"
"""The key of the courtyard that is entered for, the same in every form."""


def pick_courtyard(by: Principal, *, first: int | None = None) -> int:
    """The courtyard to enter for: one's own, or a choice that begins with `first`."""
    if by.courtyard_id is not None:
        return by.courtyard_id
    names = {one["id"]: words.courtyard(one) for one in cached.courtyards()}
    chosen: int = st.pills(
        _("Courtyard"),
        list(names),
        format_func=lambda id_: words.plain(names[id_]),
        default=first if first in names else next(iter(names)),
        required=True,
        key=AT,
    )
    return chosen


def register(by: Principal) -> None:
    """The form: what and where by big choices, then a few words and for whom; now is filled in."""
    if _receipt():
        return
    links.paper(REQUEST.noun)
    drawn, screens = forms.drawn(FORM, also=(AT,)), steps.Screens(FORM, 2)
    with screens.part():
        picture = photos.choose(FORM, f"{drawn}.photo", BEFORE, _("A photo says it best (if you have one)"))
        given, homes = _what_and_where(by, drawn)
        screens.need("type", given["type"])
        screens.need("place", given["place"])
        if given["place"] == Place.FLAT:
            screens.need("household_id", given["household_id"])
        _alike(by, given)
    with screens.part():
        given |= _in_words(drawn) | _behalf(by, drawn)
    with screens.read_back(_read_back(by, given, homes)):
        pressed = st.button(_("Save the request"), type="primary", width="stretch", key="register.save")
    if pressed:
        made = forms.save(FORM, lambda **how: _write(given, picture, **how), receipted=True)
        screens.turn_to_trouble()
        if made is not None:
            forms.receipt(FORM, (made.id, made.number))


def _write(given: dict[str, Any], picture: photos.Chosen | None, **how: Any) -> Request:
    """The request with its photo, in one transaction."""
    # What was left out is missing, not empty.
    stated = {name: value for name, value in given.items() if value is not None}
    request = actions.register(draft=RequestDraft.check(**stated, accepted_at=how["now"]), **how)
    photos.attach("request", request.id, picture, **how)
    return request


def _receipt() -> bool:
    """What stands in the form's stead once it is saved."""
    saved = forms.received(FORM)
    if saved is None:
        return False
    request_id, number = saved
    steps.receipt(number)
    steps.ways_on(FORM, _("Register another request"), "requests", request=request_id)
    return True


def _what_and_where(by: Principal, drawn: str) -> tuple[dict[str, Any], dict[int, str]]:
    """What was chosen, and the names of the flats to choose from."""
    courtyard_id = pick_courtyard(by)
    kind = st.pills(
        _("What is it?"),
        [one.value for one in RequestType],
        format_func=words.pictured,
        key=f"{drawn}.type",
    )
    forms.complaint(FORM, "type")
    where = st.pills(
        _("Where?"),
        [one.value for one in Place],
        format_func=words.placed,
        key=f"{drawn}.place",
    )
    forms.complaint(FORM, "place")
    given = {"courtyard_id": courtyard_id, "type": kind, "place": where, "household_id": None}
    if where not in (Place.FLAT, Place.STAIRWELL, Place.ROOF):
        return given | {"stairwell": None}, {}
    homes = cached.read(places.households, by=by, courtyard_id=courtyard_id)
    stairwell = pick_stairwell(homes, f"{drawn}.stairwell")
    rooms = {home["id"]: home["room"] for home in homes if home["stairwell"] == stairwell}
    if where == Place.FLAT and rooms:
        given["household_id"] = pick_flat(rooms, f"{drawn}.household")
    forms.complaint(FORM, "household_id")
    return given | {"stairwell": stairwell}, rooms


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
        _("Which flat?"), list(rooms), format_func=lambda id_: words.plain(rooms[id_]), key=key
    )
    return picked


def _alike(by: Principal, given: dict[str, Any]) -> None:
    """A word that the same is open already, with the way to it."""
    indoors = given["place"] != Place.FLAT or given["household_id"]
    if not (given["type"] and given["place"] and indoors):
        return
    where = {name: given[name] for name in ("courtyard_id", "household_id", "stairwell")}
    found = cached.read(
        requests.alike,
        by=by,
        today=clock.today(),
        place=Place(given["place"]),
        kind=RequestType(given["type"]),
        **where,
    )
    for one in found[:1]:
        day, number = words.day(one["accepted_on"]), one["number"]
        st.warning(_("The same is open already: {number}, reported on {day}.", number=number, day=day))
        links.to("requests", _("Add to {number} instead", number=links.plain(number)), request=one["id"])


def _in_words(drawn: str) -> dict[str, str | None]:
    summary = st.text_area(
        _("In a few words (may stay empty)"),
        key=f"{drawn}.summary",
        max_chars=500,
        height=110,
        placeholder=_("Write what the person who comes needs to find it"),
    )
    forms.complaint(FORM, "summary")
    return {"summary": summary or None}


def _behalf(by: Principal, drawn: str) -> dict[str, str | None]:
    """Who said it and their phone, where one enters for somebody else; who types is known."""
    with st.expander(_("On behalf of somebody")):
        said_by = st.text_input(_("Said by"), key=f"{drawn}.said_by", max_chars=60, autocomplete="off")
        phone = st.text_input(_("Phone"), key=f"{drawn}.phone", max_chars=30, autocomplete="off")
        st.caption(_("Typed by: {name}", name=words.plain(shell.named(by))))
    return {"said_by": said_by or None, "phone": phone or None}


def _read_back(by: Principal, given: dict[str, Any], rooms: dict[int, str]) -> list[str]:
    """What will be saved, in the order in which one would say it."""
    if not given["type"]:
        return []
    homes = {one["id"]: words.courtyard(one) for one in cached.courtyards()}
    lines = [homes[given["courtyard_id"]], words.named(words.TYPES, given["type"])]
    if given["place"]:
        lines.append(words.named(words.PLACES, given["place"]))
    if given["stairwell"]:
        lines.append(_("Stairwell {no}", no=given["stairwell"]))
    if given["household_id"] in rooms:
        lines.append(_("flat {room}", room=rooms[given["household_id"]]))
    if given["summary"]:
        lines.append(given["summary"])
    if given["said_by"]:
        lines.append(_("said by {name}, typed by {typist}", name=given["said_by"], typist=shell.named(by)))
    return lines
