"""The form of one hazard: what, where, a photo, by when; its details are asked on a round as well."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import hazards as actions
from dashboard.i18n import _, _n
from dashboard.lookups.photos import BEFORE
from dashboard.queries import hazards
from dashboard.records.loop import HAZARD
from dashboard.records.names import HAZARDS, PLACES
from dashboard.rules import hazards as rules
from dashboard.schema.requests import Place
from dashboard.schema.safety import HazardDraft, HazardKind
from dashboard.ui import cache, formats, labels
from dashboard.ui.components import counts_towards, links
from dashboard.ui.forms import form, form_screens, photos
from dashboard.ui.forms.pickers import AT, pick_courtyard

OUTDOORS = [place.value for place in Place if place is not Place.FLAT]


def pictured(code: Any) -> str:
    """The name of a kind of hazard with its pictogram."""
    return f"{HAZARDS[str(code)][1]} {labels.named(HAZARDS, code)}"


def report(by: Principal) -> None:
    """One hazard alone: what, where, a photo; the date by when is proposed."""
    if _receipt(by):
        return
    links.paper(HAZARD.noun)
    drawn, screens, today = (
        form.widget_prefix("hazard", also=(AT,)),
        form_screens.Screens("hazard", 2),
        clock.today(),
    )
    with screens.part():
        courtyard_id = pick_courtyard(by, "hazard")
        screens.need("courtyard_id", courtyard_id)
        picture = photos.choose(
            "hazard", f"{drawn}.photo", BEFORE, _("A photo says it best (if you have one)")
        )
        picked = _pick_kind(drawn)
        screens.need("kind", picked)
    given: dict[str, Any] = {"courtyard_id": courtyard_id, "found_on": today, "kind": picked}
    with screens.part():
        here = stairwells(by, courtyard_id)
        given |= details(drawn, HazardKind(picked or "other"), "", day=today, stairwells=here)
    with screens.read_back(_read_back(given)):
        pressed = st.button(_("Save the hazard"), type="primary", width="stretch", key="hazard.save")
    if pressed:

        def write(**how: Any) -> Any:
            hazard = actions.report(draft=HazardDraft.check(**form.stated(given)), **how)
            photos.attach("hazard", hazard.id, picture, **how)
            return hazard

        # A hazard counts from the day by which it should be fixed.
        was = counts_towards.before(by, HAZARD.noun, given["due_on"])
        form.save("hazard", write, lambda made: (made.id, was))
        screens.turn_to_trouble()
    counts_towards.ways(HAZARD.noun)


def _pick_kind(drawn: str) -> str | None:
    picked: str | None = st.pills(
        _("What is dangerous?"),
        [one.value for one in HazardKind],
        format_func=pictured,
        key=f"{drawn}.kind",
    )
    form.field_error("hazard", "kind")
    return picked


def stairwells(by: Principal, courtyard_id: int | None) -> list[int]:
    """The stairwells of the courtyard, none before it is chosen."""
    return cache.read(hazards.stairwells, by=by, courtyard_id=courtyard_id) if courtyard_id else []


def details(key: str, hazard: HazardKind, point: str, *, day: date, stairwells: list[int]) -> dict[str, Any]:
    """Where exactly, in a few words, by when: everything but the place and the date may be left out."""
    # The proposals follow the kind until they are changed by hand: another kind draws other fields.
    key = f"{key}.{hazard}"
    place = st.pills(
        _("Where?"),
        OUTDOORS,
        format_func=labels.placed,
        default=rules.place(hazard, point).value,
        required=True,
        key=f"{key}.place",
    )
    stairwell = None
    if place == Place.STAIRWELL:
        stairwell = st.pills(
            _("Which stairwell?"),
            stairwells,
            format_func=lambda no: _("Stairwell {no}", no=no),
            key=f"{key}.stairwell",
        )
    note = st.text_input(
        _("In a few words (may stay empty)"),
        key=f"{key}.note",
        max_chars=200,
        autocomplete="off",
        placeholder=_("What exactly, where exactly"),
    )
    due = _due(key, hazard, day)
    return {"place": place, "stairwell": stairwell, "note": note or None, "due_on": due}


def _due(key: str, hazard: HazardKind, day: date) -> date:
    """By when it is to be fixed: the suggested day, said to be that as long as it stands."""
    suggested = rules.due_on(hazard, day)
    due: date = st.date_input(
        _("To be fixed by"), value=suggested, min_value=day, key=f"{key}.due.{day.isoformat()}"
    )
    if due == suggested:
        days = rules.days(hazard)
        st.caption(
            _n(
                "Suggested: within {n} day. Change it if need be.",
                "Suggested: within {n} days. Change it if need be.",
                days,
            )
        )
    return due


def _read_back(given: Mapping[str, Any]) -> list[str]:
    """What will be saved of one hazard, in the order in which one would say it."""
    if not (given["courtyard_id"] and given["kind"]):
        return []
    homes = {one["id"]: formats.courtyard(one) for one in cache.courtyards()}
    lines = [homes[given["courtyard_id"]], labels.named(HAZARDS, given["kind"])]
    inside = _("Stairwell {no}", no=given["stairwell"]) if given["stairwell"] else ""
    lines.append(inside or labels.named(PLACES, given["place"]))
    lines += [given["note"] or "", _("to be fixed by {day}", day=formats.day(given["due_on"]))]
    return lines


def _receipt(by: Principal) -> bool:
    saved = form.received("hazard")
    if saved is None:
        return False
    ref, was = saved
    one = cache.read(hazards.one, by=by, hazard_id=ref, today=clock.today())
    form_screens.receipt(one["number"])
    counts_towards.moved(by, ref, was)
    form_screens.ways_on("hazard", _("Report another hazard"), "inspections", hazard=ref)
    return True
