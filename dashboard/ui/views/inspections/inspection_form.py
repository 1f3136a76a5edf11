"""Two forms for a walk through the courtyard: a round with its points, and one hazard alone."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import hazards as actions
from dashboard.i18n import _, _n
from dashboard.queries import hazards, records
from dashboard.queries.photos import BEFORE
from dashboard.records import names
from dashboard.records.loop import HAZARD, INSPECTION
from dashboard.records.names import HAZARDS, PLACES
from dashboard.rules import hazards as rules
from dashboard.rules.requests import numbered
from dashboard.schema.requests import Place
from dashboard.schema.safety import HazardDraft, HazardKind, InspectionDraft, InspectionKind
from dashboard.ui import cache, formats, labels
from dashboard.ui.components import links, verdict_badges
from dashboard.ui.forms import corrections, form, form_screens, photos
from dashboard.ui.forms.pickers import AT, pick_courtyard
from dashboard.ui.shell.fragments import callback

GOOD, BAD = "good", "bad"
OUTDOORS = [place.value for place in Place if place is not Place.FLAT]


def pictured(code: Any) -> str:
    """The name of a kind of hazard with its pictogram."""
    return f"{HAZARDS[str(code)][1]} {labels.named(HAZARDS, code)}"


def kind(code: Any) -> str:
    """The name of a kind of round."""
    return labels.named(names.ROUNDS, code)


def chosen() -> int | None:
    """The round in the address (`?inspection=12`)."""
    return form.record_in_address("inspection")


def story(by: Principal, inspection_id: int) -> None:
    """One round: what was looked at, what it found, its history and how to put it right."""
    links.to("inspections", _("← All inspections"), do="rounds")
    row = cache.read(records.one, by=by, kind=INSPECTION, ref=inspection_id)
    st.subheader(f"{names.ROUNDS[row['kind']][1]} {kind(row['kind'])} {formats.plain(row['number'])}")
    looked: Mapping[str, bool] = row["checklist"] or {}
    verdict_badges.items(
        formats.safe(
            f"{'✓' if good else '△'} {labels.named(names.POINTS, point) if point in names.POINTS else point}"
        )
        for point, good in looked.items()
    )
    for one in cache.read(hazards.of_round, by=by, inspection_id=inspection_id, today=clock.today()):
        links.to("inspections", links.plain(f"{pictured(one['kind'])} {one['number']}"), hazard=one["id"])
    corrections.own(by, INSPECTION, inspection_id)


def record(by: Principal) -> None:
    """The round: what was looked at, point by point; what is not in order becomes a hazard at once."""
    if _round_receipt(by):
        return
    links.paper(INSPECTION.noun)
    drawn = form.widget_prefix("round", also=(AT,))
    courtyard_id = pick_courtyard(by, "round")
    picked = st.pills(
        _("What do you inspect?"),
        list(names.ROUNDS),
        format_func=lambda code: f"{names.ROUNDS[code][1]} {kind(code)}",
        required=True,
        key=f"{drawn}.kind",
    )
    form.field_error("round", "kind")
    day = st.date_input(_("Day"), value=clock.today(), max_value=clock.today(), key=f"{drawn}.day")
    form.field_error("round", "inspected_on")
    stairwells = _stairwells(by, courtyard_id)
    looked, found = _points(drawn, InspectionKind(picked), day, stairwells) if picked else ({}, [])
    form.field_error("round", "checklist")
    if st.button(_("Save the inspection"), type="primary", width="stretch", key="round.save"):
        given = {"courtyard_id": courtyard_id, "kind": picked, "inspected_on": day, "checklist": looked}
        made = form.save("round", lambda **how: _inspect(given, found, **how), receipted=True)
        if made is not None:
            form.receipt("round", made.id)


def _stairwells(by: Principal, courtyard_id: int | None) -> list[int]:
    return cache.read(hazards.stairwells, by=by, courtyard_id=courtyard_id) if courtyard_id else []


def _points(
    drawn: str, what: InspectionKind, day: date, stairwells: list[int]
) -> tuple[dict[str, bool], list[dict[str, Any]]]:
    """Each point as it was found, with the hazard of each that is not in order; read back below."""
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
        on_click=callback(_rest_is_good),
        args=(drawn, what),
        width="stretch",
        key="round.rest",
    )
    _read_back(what, looked, found)
    return looked, found


def report(by: Principal) -> None:
    """One hazard alone: what, where, a photo; the date by when is proposed."""
    if _report_receipt(by):
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
        picked = st.pills(
            _("What is dangerous?"),
            [one.value for one in HazardKind],
            format_func=pictured,
            key=f"{drawn}.kind",
        )
        form.field_error("hazard", "kind")
        screens.need("kind", picked)
    given = {"courtyard_id": courtyard_id, "found_on": today, "kind": picked}
    with screens.part():
        stairwells = _stairwells(by, courtyard_id)
        given |= _details(drawn, HazardKind(picked or "other"), "", day=today, stairwells=stairwells)
    with screens.read_back(_hazard_read_back(given)):
        pressed = st.button(_("Save the hazard"), type="primary", width="stretch", key="hazard.save")
    if pressed:

        def write(**how: Any) -> Any:
            hazard = actions.report(draft=HazardDraft.check(**form.stated(given)), **how)
            photos.attach("hazard", hazard.id, picture, **how)
            return hazard

        made = form.save("hazard", write, receipted=True)
        screens.turn_to_trouble()
        if made is not None:
            form.receipt("hazard", made.id)


def _hazard_read_back(given: Mapping[str, Any]) -> list[str]:
    """What will be saved of one hazard, in the order in which one would say it."""
    if not (given["courtyard_id"] and given["kind"]):
        return []
    homes = {one["id"]: formats.courtyard(one) for one in cache.courtyards()}
    lines = [homes[given["courtyard_id"]], labels.named(HAZARDS, given["kind"])]
    inside = _("Stairwell {no}", no=given["stairwell"]) if given["stairwell"] else ""
    lines.append(inside or labels.named(PLACES, given["place"]))
    lines += [given["note"] or "", _("to be fixed by {day}", day=formats.day(given["due_on"]))]
    return lines


def _point(key: str, point: str) -> str | None:
    said = {GOOD: _("✓ in order"), BAD: _("△ not in order")}
    name, picture = names.POINTS[point]
    return st.segmented_control(
        f"{picture} {_(name)}",
        list(said),
        format_func=lambda code: said[code],
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
            what=labels.named(names.POINTS, one["point"]),
            day=formats.day(one["due_on"]),
        )
        for one in found
    ]
    body = "<br>".join(formats.safe(line) for line in lines)
    st.html(f'<p style="margin:.2rem 0;font-size:1.05rem;line-height:1.7">{body}</p>')


def _inspect(given: dict[str, Any], found: list[dict[str, Any]], **how: Any) -> Any:
    drafts = [
        HazardDraft.check(
            **form.stated(
                {name: value for name, value in one.items() if name != "point"}
                | {"courtyard_id": given["courtyard_id"]}
            ),
        )
        for one in found
    ]
    return actions.inspect(draft=InspectionDraft.check(**form.stated(given)), found=drafts, **how)


def _round_receipt(by: Principal) -> bool:
    saved = form.received("round")
    if saved is None:
        return False
    today = clock.today()
    form_screens.receipt(numbered("I", today.year, saved))
    for one in cache.read(hazards.of_round, by=by, inspection_id=saved, today=today):
        label = _("{what} ({number}): add a photo", what=pictured(one["kind"]), number=one["number"])
        links.to("inspections", links.plain(label), hazard=one["id"])
    form_screens.ways_on("round", _("Record another inspection"), "inspections", inspection=saved)
    return True


def _report_receipt(by: Principal) -> bool:
    saved = form.received("hazard")
    if saved is None:
        return False
    one = cache.read(hazards.one, by=by, hazard_id=saved, today=clock.today())
    form_screens.receipt(one["number"])
    form_screens.ways_on("hazard", _("Report another hazard"), "inspections", hazard=saved)
    return True
