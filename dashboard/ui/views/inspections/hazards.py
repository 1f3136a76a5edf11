"""Hazards on screen: the list as cards, one hazard with its photos, fixed and taken up again."""

from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Action, Principal, allows, scope
from dashboard.actions import hazards as actions
from dashboard.i18n import _, _n
from dashboard.lookups.photos import AFTER
from dashboard.queries import hazards
from dashboard.records.loop import HAZARD, INSPECTION
from dashboard.records.names import HAZARDS, PLACES
from dashboard.schema.safety import FixDraft, ReopenDraft
from dashboard.ui import cache, formats, labels, templates
from dashboard.ui.components import filters, links, record_pages, verdict_badges
from dashboard.ui.forms import corrections, form, photos
from dashboard.ui.shell import style
from dashboard.ui.shell.fragments import callback
from dashboard.ui.views.inspections import hazard_form, inspection_form

SHOWN_FIRST = 12
FILTERS = ("show", "no")


def chosen() -> int | None:
    """The hazard in the address (`?hazard=335`)."""
    return form.record_in_address("hazard")


def work(by: Principal) -> None:
    """The list; for those who keep a courtyard also the two forms, chosen by one big choice."""
    do = "list"
    style.touch_targets()
    if scope(by, Action.RECORD_INSPECTION):
        names = {
            "list": _("The list"),
            "report": _("Report a hazard"),
            "round": _("Record an inspection"),
            "rounds": _("Inspections so far"),
        }
        do = form.mode_switch(names)
    if do == "report":
        hazard_form.report(by)
    elif do == "round":
        inspection_form.record(by)
    elif do == "rounds":
        record_pages.table(by, INSPECTION)
    else:
        table(by)


def table(by: Principal) -> None:
    """The list in the reader's scope, overdue first, as cards that fit a phone."""
    shown = {"open": _("Not fixed yet"), "overdue": _("Overdue"), "fixed": _("Fixed")}
    left, right = st.columns([3, 2])
    with left:
        only = filters.section("show", shown, label=_("Show"))
    at = None
    if by.courtyard_id is None:
        with right:
            at = filters.courtyard_id(everywhere=_("All courtyards"))
    today = clock.today()
    _count(cache.read(hazards.counted, by=by, today=today, courtyard_id=at))
    rows = cache.read(hazards.listed, by=by, today=today, courtyard_id=at, only=only)
    if not rows:
        st.info(_("Nothing here. Whatever a round finds, or somebody reports, appears at once."))
    more = st.session_state.get("hazards.more", False)
    _cards(rows if more else rows[:SHOWN_FIRST])
    if len(rows) > SHOWN_FIRST and not more:
        st.button(_("Show more"), on_click=callback(_show_more), key="hazards.button")


def _show_more() -> None:
    st.session_state["hazards.more"] = True


def _count(counts: dict[str, int]) -> None:
    told = _n("{n} hazard is not fixed yet", "{n} hazards are not fixed yet", counts["open"])
    late = _n("{n} of them is overdue", "{n} of them are overdue", counts["overdue"])
    st.markdown(f"**{told}**" + (f"{_(', ')}**{late}**" if counts["overdue"] else ""))


def _cards(rows: list[dict[str, Any]]) -> None:
    for first in range(0, len(rows), 2):
        for column, row in zip(st.columns(2), rows[first : first + 2], strict=False):
            with column.container(border=True):
                _card(row)


def _card(row: dict[str, Any]) -> None:
    name = hazard_form.pictured(row["kind"])
    templates.draw("views/inspections/card.html", name=name, where=where(row), standing=standing(row))
    links.to(
        "inspections",
        _("Open {number}", number=links.plain(row["number"])),
        hazard=row["id"],
        **filters.kept(*FILTERS),
    )


def where(row: dict[str, Any]) -> str:
    """Courtyard, stairwell or place, as the reader may know it."""
    flat = _("Stairwell {no}", no=row["stairwell"]) if row["stairwell"] else ""
    place = flat or labels.named(PLACES, row["place"])
    return _("Courtyard {no} · {place}", no=row["courtyard_no"], place=place)


def standing(row: dict[str, Any]) -> str:
    """Where it stands, in words; where they judge as HTML with a mark."""
    due = formats.day(row["due_on"])
    if row["overdue"]:
        days = (clock.today() - row["due_on"]).days
        late = _n("{n} day overdue", "{n} days overdue", days)
        return verdict_badges.verdict("not_met", late) + formats.safe(_(" (due {day})", day=due))
    if row["fixed_on"] is None:
        return _("To be fixed by {day}", day=due)
    fixed = formats.day(row["fixed_on"])
    if row["late"]:
        return verdict_badges.verdict("not_met", _("Fixed {day}, after its date ({due})", day=fixed, due=due))
    return verdict_badges.verdict("met", _("Fixed {day}, in time", day=fixed))


def story(by: Principal, hazard_id: int) -> None:
    """One hazard: what, where, by when, its photos, what may follow."""
    style.touch_targets()
    links.to("inspections", _("← All hazards"), **filters.kept(*FILTERS))
    one = cache.read(hazards.one, by=by, hazard_id=hazard_id, today=clock.today())
    name = labels.named(HAZARDS, one["kind"])
    st.subheader(hazard_form.pictured(one["kind"]))
    told = {"where": where(one), "number": one["number"], "standing": standing(one)}
    templates.draw("views/inspections/head.html", **told)
    photos.show(by, "hazard", hazard_id, what=name)
    verdict_badges.items(_diary(one))
    links.story_of(by, "hazard", one)
    may_fix = allows(by, Action.FIX_HAZARD, courtyard_id=one["courtyard_id"])
    if may_fix and (one["fixed_on"] is None or _typed(f"fix.{hazard_id}")):
        _fix(one)
    photos.offer(by, "hazard", hazard_id, courtyard_id=one["courtyard_id"])
    if may_fix and one["fixed_on"] is not None:
        with st.expander(_("It is not fixed after all")):
            _reopen(one)
    corrections.own(by, HAZARD, hazard_id)


def _diary(one: dict[str, Any]) -> list[str]:
    """What happened, a line for each: found, the words written down, taken up again."""
    found = _("{day}: found", day=formats.day(one["found_on"]))
    if one["round"]:
        found = _(
            "{day}: found on an inspection ({kind})",
            day=formats.day(one["found_on"]),
            kind=inspection_form.kind(one["round"]),
        )
    lines = [found, *(one["first_note"] or "").splitlines()]
    for deed in one["deeds"]:
        told = _("{day}: fixed") if deed["fixed"] else _("{day}: taken up again")
        lines.append(" · ".join(filter(None, [told.format(day=formats.day(deed["on"])), deed["note"]])))
    return lines


def _typed(name: str) -> bool:
    """Whether the reader has begun to write: what is typed stays, whoever was faster."""
    return bool(st.session_state.get(f"{form.widget_prefix(name)}.note"))


def _opened_with(name: str, one: dict[str, Any]) -> int:
    """The version that was on the page when the reader began to write; until then the one that is there."""
    if not _typed(name):
        form.forget(name)
    return form.version(name, one)


def _fix(one: dict[str, Any]) -> None:
    name = f"fix.{one['id']}"
    version, drawn = _opened_with(name, one), form.widget_prefix(name)
    with st.container(border=True):
        st.markdown(f"**{_('Mark as fixed')}**")
        today = clock.today()
        day = st.date_input(
            _("Fixed on"), value=today, min_value=one["found_on"], max_value=today, key=f"{drawn}.day"
        )
        form.field_error(name, "fixed_on")
        note = st.text_input(
            _("In a word"),
            key=f"{drawn}.note",
            max_chars=200,
            placeholder=_("What was done"),
            autocomplete="off",
        )
        form.field_error(name, "note")
        picture = photos.choose(name, f"{drawn}.photo", AFTER)
        if form.button(name, _("It is fixed"), type="primary"):

            def write(**how: Any) -> Any:
                draft = FixDraft.check(hazard_id=one["id"], fixed_on=day, note=note or None)
                hazard = actions.fix(draft=draft, version=version, **how)
                photos.attach("hazard", hazard.id, picture, **how)
                return hazard

            form.save_and_rerun(name, write, counts=("hazard", one["due_on"]))


def _reopen(one: dict[str, Any]) -> None:
    name = f"unfix.{one['id']}"
    version, drawn = _opened_with(name, one), form.widget_prefix(name)
    note = st.text_input(_("Reason"), key=f"{drawn}.note", max_chars=200, autocomplete="off")
    form.field_error(name, "note")
    if form.button(name, _("Take it up again")):
        form.save_and_rerun(
            name,
            lambda **how: actions.reopen(
                draft=ReopenDraft.check(hazard_id=one["id"], note=note), version=version, **how
            ),
            counts=("hazard", one["due_on"]),
        )
