"""The form of a request: a photo, big choices, a few words; what is read back, the receipt."""

from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import requests as actions
from dashboard.i18n import _
from dashboard.lookups.photos import BEFORE
from dashboard.queries import places, requests
from dashboard.records.loop import REQUEST
from dashboard.records.names import PLACES, TYPES
from dashboard.schema.requests import Place, Request, RequestDraft, RequestType
from dashboard.ui import cache, formats, labels
from dashboard.ui.components import counts_towards, links
from dashboard.ui.forms import form, form_screens, photos
from dashboard.ui.forms.pickers import AT, pick_courtyard, pick_flat, pick_stairwell
from dashboard.ui.shell import frame

FORM = "register"


def register(by: Principal) -> None:
    """The form: what and where by big choices, then a few words and for whom; now is filled in."""
    if _receipt(by):
        return
    links.paper(REQUEST.noun)
    drawn, screens = form.widget_prefix(FORM, also=(AT,)), form_screens.Screens(FORM, 2)
    with screens.part():
        picture = photos.choose(FORM, f"{drawn}.photo", BEFORE, _("A photo says it best (if you have one)"))
        given, homes = _what_and_where(by, drawn)
        screens.need("courtyard_id", given["courtyard_id"])
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
        was = counts_towards.before(by, REQUEST.noun, clock.today())
        form.save(
            FORM,
            lambda **how: _write(given, picture, **how),
            lambda made: (made.id, made.number, was),
        )
        screens.turn_to_trouble()
    counts_towards.ways(REQUEST.noun)


def _write(given: dict[str, Any], picture: photos.Chosen | None, **how: Any) -> Request:
    """The request with its photo, in one transaction."""
    draft = RequestDraft.check(**form.stated(given), accepted_at=how["now"])
    request = actions.register(draft=draft, **how)
    photos.attach("request", request.id, picture, **how)
    return request


def _receipt(by: Principal) -> bool:
    """What stands in the form's stead once it is saved."""
    saved = form.received(FORM)
    if saved is None:
        return False
    request_id, number, was = saved
    form_screens.receipt(number)
    counts_towards.moved(by, request_id, was)
    form_screens.ways_on(FORM, _("Register another request"), "requests", request=request_id)
    return True


def _what_and_where(by: Principal, drawn: str) -> tuple[dict[str, Any], dict[int, str]]:
    """What was chosen, and the names of the flats to choose from."""
    courtyard_id = pick_courtyard(by, FORM)
    kind = st.pills(
        _("What is it?"),
        [one.value for one in RequestType],
        format_func=labels.pictured,
        key=f"{drawn}.type",
    )
    form.field_error(FORM, "type")
    where = st.pills(
        _("Where?"),
        [one.value for one in Place],
        format_func=labels.placed,
        key=f"{drawn}.place",
    )
    form.field_error(FORM, "place")
    given = {"courtyard_id": courtyard_id, "type": kind, "place": where, "household_id": None}
    if courtyard_id is None or where not in (Place.FLAT, Place.STAIRWELL, Place.ROOF):
        return given | {"stairwell": None}, {}
    homes = cache.read(places.households, by=by, courtyard_id=courtyard_id)
    stairwell = pick_stairwell(homes, f"{drawn}.stairwell")
    rooms = {home["id"]: home["room"] for home in homes if home["stairwell"] == stairwell}
    if where == Place.FLAT and rooms:
        given["household_id"] = pick_flat(rooms, f"{drawn}.household")
    form.field_error(FORM, "household_id")
    return given | {"stairwell": stairwell}, rooms


def _alike(by: Principal, given: dict[str, Any]) -> None:
    """A word that the same is open already, with the way to it."""
    indoors = given["place"] != Place.FLAT or given["household_id"]
    if not (given["courtyard_id"] and given["type"] and given["place"] and indoors):
        return
    where = {name: given[name] for name in ("courtyard_id", "household_id", "stairwell")}
    found = cache.read(
        requests.alike,
        by=by,
        today=clock.today(),
        place=Place(given["place"]),
        kind=RequestType(given["type"]),
        **where,
    )
    for one in found[:1]:
        day, number = formats.day(one["accepted_on"]), one["number"]
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
    form.field_error(FORM, "summary")
    return {"summary": summary or None}


def _behalf(by: Principal, drawn: str) -> dict[str, str | None]:
    """Who said it and their phone, where one enters for somebody else; who types is known."""
    with st.expander(_("On behalf of somebody")):
        said_by = st.text_input(_("Said by"), key=f"{drawn}.said_by", max_chars=60, autocomplete="off")
        phone = st.text_input(_("Phone"), key=f"{drawn}.phone", max_chars=30, autocomplete="off")
        st.caption(_("Typed by: {name}", name=formats.plain(frame.named(by))))
    return {"said_by": said_by or None, "phone": phone or None}


def _read_back(by: Principal, given: dict[str, Any], rooms: dict[int, str]) -> list[str]:
    """What will be saved, in the order in which one would say it."""
    if not (given["courtyard_id"] and given["type"]):
        return []
    homes = {one["id"]: formats.courtyard(one) for one in cache.courtyards()}
    lines = [homes[given["courtyard_id"]], labels.named(TYPES, given["type"])]
    if given["place"]:
        lines.append(labels.named(PLACES, given["place"]))
    if given["stairwell"]:
        lines.append(_("Stairwell {no}", no=given["stairwell"]))
    if given["household_id"] in rooms:
        lines.append(_("flat {room}", room=rooms[given["household_id"]]))
    if given["summary"]:
        lines.append(given["summary"])
    if given["said_by"]:
        lines.append(_("said by {name}, typed by {typist}", name=given["said_by"], typist=frame.named(by)))
    return lines
