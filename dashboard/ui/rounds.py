"""Two forms for a walk through the courtyard: a round with its points, and one hazard alone."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import hazards as actions
from dashboard.i18n import N_, _, _n
from dashboard.queries import hazards
from dashboard.queries.photos import BEFORE
from dashboard.rules import hazards as rules
from dashboard.rules.requests import numbered
from dashboard.schema.requests import Place
from dashboard.schema.safety import HazardDraft, HazardKind, InspectionDraft, InspectionKind
from dashboard.ui import cached, forms, links, photos, words
from dashboard.ui.request_forms import pick_courtyard

KINDS = {
    "fire": (N_("Fire safety"), "🔥"),
    "building": (N_("Buildings"), "🏚"),
    "security": (N_("Security"), "🔒"),
    "hygiene": (N_("Hygiene"), "🧹"),
}
POINTS = {
    "extinguisher": (N_("Fire extinguishers"), "🧯"),
    "hydrant": (N_("Hydrants"), "🚰"),
    "fire_lane": (N_("Fire lane"), "🚒"),
    "clutter": (N_("Passages free"), "📦"),
    "ebikes": (N_("No e-bikes in stairwells"), "🛵"),
    "cable": (N_("No cables from windows"), "🔌"),
    "wiring": (N_("Wires and fuse boxes"), "🔧"),
    "lights": (N_("Emergency lights"), "💡"),
    "roof": (N_("Roof"), "🏠"),
    "wall": (N_("Outer walls"), "🧱"),
    "railing": (N_("Railings"), "🚧"),
    "manhole": (N_("Manhole covers"), "🕳"),
    "gate": (N_("Gate and lock"), "🚪"),
    "cameras": (N_("Cameras"), "📹"),
    "lamps": (N_("Lamps in the yard"), "💡"),
    "bins": (N_("Bins"), "🗑"),
    "drains": (N_("Drains"), "🌊"),
    "toilet": (N_("Public toilet"), "🚻"),
}
PICTURES = {
    "dangling_cable": "🔌",
    "fire_lane": "🚒",
    "clutter": "📦",
    "extinguisher": "🧯",
    "wall": "🧱",
    "railing": "🚧",
    "manhole": "🕳",
    "wiring": "🔧",
    "other": "💬",
}
GOOD, BAD = "good", "bad"
OUTDOORS = [place.value for place in Place if place is not Place.FLAT]


def pictured(code: Any) -> str:
    """The name of a kind of hazard with its pictogram."""
    return f"{PICTURES[str(code)]} {words.named(words.HAZARDS, code)}"


def kind(code: Any) -> str:
    """The name of a kind of round."""
    return words.named(KINDS, code)


def record(by: Principal) -> None:
    """The round: what was looked at, point by point; what is not in order becomes a hazard at once."""
    if _round_receipt(by):
        return
    drawn = forms.drawn("round")
    courtyard_id = pick_courtyard(by)
    picked = st.pills(
        _("What do you inspect?"),
        list(KINDS),
        format_func=lambda code: f"{KINDS[code][1]} {kind(code)}",
        default="fire",
        key=f"{drawn}.kind",
    )
    what = InspectionKind(picked or "fire")
    day = st.date_input(_("Day"), value=clock.today(), max_value=clock.today(), key=f"{drawn}.day")
    forms.complaint("round", "inspected_on")
    stairwells = cached.read(hazards.stairwells, by=by, courtyard_id=courtyard_id)
    looked: dict[str, bool] = {}
    found: list[dict[str, Any]] = []
    for point, hazard in rules.POINTS[what].items():
        said = _point(f"{drawn}.{what}.{point}", point)
        if said is not None:
            looked[point] = said == GOOD
        if said == BAD:
            found.append(_found(f"{drawn}.{what}.{point}", hazard, point, day=day, stairwells=stairwells))
    st.button(
        _("All the others are in order"),
        on_click=_rest_is_good,
        args=(drawn, what),
        width="stretch",
        key="round.rest",
    )
    forms.complaint("round", "checklist")
    _read_back(what, looked, found)
    if st.button(_("Save the inspection"), type="primary", width="stretch", key="round.save"):
        given = {"courtyard_id": courtyard_id, "kind": what, "inspected_on": day, "checklist": looked}
        made = forms.save("round", lambda **how: _inspect(given, found, **how))
        if made is not None:
            forms.receipt("round", made.id)


def report(by: Principal) -> None:
    """One hazard alone: what, where, a photo; the date by when is proposed."""
    if _report_receipt(by):
        return
    drawn = forms.drawn("hazard")
    courtyard_id = pick_courtyard(by)
    picked = st.pills(
        _("What is dangerous?"),
        [one.value for one in HazardKind],
        format_func=pictured,
        key=f"{drawn}.kind",
    )
    forms.complaint("hazard", "kind")
    stairwells = cached.read(hazards.stairwells, by=by, courtyard_id=courtyard_id)
    today = clock.today()
    given = {"courtyard_id": courtyard_id, "found_on": today, "kind": picked}
    given |= _details(drawn, HazardKind(picked or "other"), "", day=today, stairwells=stairwells)
    picture = photos.choose("hazard", f"{drawn}.photo", BEFORE)
    if st.button(_("Save the hazard"), type="primary", width="stretch", key="hazard.save"):

        def write(**how: Any) -> Any:
            hazard = actions.report(draft=HazardDraft.check(**_stated(given)), **how)
            photos.attach("hazard", hazard.id, picture, **how)
            return hazard

        made = forms.save("hazard", write)
        if made is not None:
            forms.receipt("hazard", made.id)


def _point(key: str, point: str) -> str | None:
    names = {GOOD: _("✓ in order"), BAD: _("△ not in order")}
    name, picture = POINTS[point]
    return st.segmented_control(
        f"{picture} {_(name)}",
        list(names),
        format_func=lambda code: names[code],
        key=key,
        width="stretch",
    )


def _rest_is_good(drawn: str, what: InspectionKind) -> None:
    for point in rules.POINTS[what]:
        key = f"{drawn}.{what}.{point}"
        st.session_state[key] = st.session_state.get(key) or GOOD


def _found(key: str, hazard: HazardKind, point: str, **where: Any) -> dict[str, Any]:
    with st.container(border=True):
        details = _details(key, hazard, point, **where)
    return {"kind": hazard, "found_on": where["day"], "point": point} | details


def _details(key: str, hazard: HazardKind, point: str, *, day: date, stairwells: list[int]) -> dict[str, Any]:
    """Where exactly, in a few words, by when: everything but the place and the date may be left out."""
    # The proposals follow the kind until they are changed by hand: another kind draws other fields.
    key = f"{key}.{hazard}"
    place = st.pills(
        _("Where?"),
        OUTDOORS,
        format_func=lambda code: words.named(words.PLACES, code),
        default=rules.place(hazard, point).value,
        required=True,
        key=f"{key}.place",
    )
    stairwell = None
    if place == Place.STAIRWELL:
        stairwell = st.pills(
            _("Stairwell"),
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
    suggested = rules.due_on(hazard, day)
    due = st.date_input(
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
    return {"place": place, "stairwell": stairwell, "note": note or None, "due_on": due}


def _read_back(what: InspectionKind, looked: Mapping[str, bool], found: list[dict[str, Any]]) -> None:
    """What will be saved, to be read aloud once more."""
    if not looked:
        return
    bad = len(found)
    lines = [
        _(
            "{kind}: {looked} of {all} points looked at",
            kind=kind(what),
            looked=len(looked),
            all=len(rules.POINTS[what]),
        ),
        _n("{n} point not in order", "{n} points not in order", bad) if bad else _("All of them in order"),
    ]
    lines += [
        _(
            "{what}: to be fixed by {day}",
            what=words.named(POINTS, one["point"]),
            day=words.day(one["due_on"]),
        )
        for one in found
    ]
    body = "<br>".join(words.safe(line) for line in lines)
    st.html(f'<p style="margin:.2rem 0;font-size:1.05rem;line-height:1.7">{body}</p>')


def _inspect(given: dict[str, Any], found: list[dict[str, Any]], **how: Any) -> Any:
    drafts = [
        HazardDraft.check(
            courtyard_id=given["courtyard_id"],
            **_stated({name: value for name, value in one.items() if name != "point"}),
        )
        for one in found
    ]
    return actions.inspect(draft=InspectionDraft.check(**given), found=drafts, **how)


def _stated(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was chosen; what was left out is missing, not empty."""
    return {name: value for name, value in values.items() if value is not None}


def _round_receipt(by: Principal) -> bool:
    saved = forms.received("round")
    if saved is None:
        return False
    today = clock.today()
    st.success(_("Saved. Receipt number {number}.", number=numbered("I", today.year, saved)))
    for one in cached.read(hazards.of_round, by=by, inspection_id=saved, today=today):
        label = _("{what} ({number}): add a photo", what=pictured(one["kind"]), number=one["number"])
        links.to("inspections", links.plain(label), hazard=one["id"])
    forms.another("round", _("Record another inspection"))
    return True


def _report_receipt(by: Principal) -> bool:
    saved = forms.received("hazard")
    if saved is None:
        return False
    one = cached.read(hazards.one, by=by, hazard_id=saved, today=clock.today())
    st.success(_("Saved. Receipt number {number}.", number=one["number"]))
    links.to("inspections", _("Open what was saved"), hazard=saved)
    forms.another("hazard", _("Report another hazard"))
    return True
