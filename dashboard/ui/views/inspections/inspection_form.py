"""A round: its form point by point, and one that was made."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import hazards as actions
from dashboard.i18n import _, _n
from dashboard.queries import hazards, records
from dashboard.records import names
from dashboard.records.loop import INSPECTION
from dashboard.rules import hazards as rules
from dashboard.rules.requests import numbered
from dashboard.schema.safety import HazardDraft, HazardKind, InspectionDraft, InspectionKind
from dashboard.ui import cache, formats, labels, templates
from dashboard.ui.components import links, verdict_badges
from dashboard.ui.forms import corrections, form, form_screens
from dashboard.ui.forms.pickers import AT, pick_courtyard
from dashboard.ui.shell.fragments import callback
from dashboard.ui.views.inspections import hazard_form

GOOD, BAD = "good", "bad"


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
        links.to(
            "inspections",
            links.plain(f"{hazard_form.pictured(one['kind'])} {one['number']}"),
            hazard=one["id"],
        )
    corrections.own(by, INSPECTION, inspection_id)


def record(by: Principal) -> None:
    """The round: what was looked at, point by point; what is not in order becomes a hazard at once."""
    if _receipt(by):
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
    stairwells = hazard_form.stairwells(by, courtyard_id)
    looked, found = _points(drawn, InspectionKind(picked), day, stairwells) if picked else ({}, [])
    form.field_error("round", "checklist")
    if st.button(_("Save the inspection"), type="primary", width="stretch", key="round.save"):
        given = {"courtyard_id": courtyard_id, "kind": picked, "inspected_on": day, "checklist": looked}
        form.save("round", lambda **how: _inspect(given, found, **how), lambda made: made.id)


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
        details = hazard_form.details(key, hazard, point, **where)
    return {"kind": hazard, "found_on": where["day"], "point": point} | details


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
    templates.draw("views/inspections/read_back.html", lines=lines)


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


def _receipt(by: Principal) -> bool:
    saved = form.received("round")
    if saved is None:
        return False
    today = clock.today()
    form_screens.receipt(numbered("I", today.year, saved))
    for one in cache.read(hazards.of_round, by=by, inspection_id=saved, today=today):
        label = _(
            "{what} ({number}): add a photo", what=hazard_form.pictured(one["kind"]), number=one["number"]
        )
        links.to("inspections", links.plain(label), hazard=one["id"])
    form_screens.ways_on("round", _("Record another inspection"), "inspections", inspection=saved)
    return True
