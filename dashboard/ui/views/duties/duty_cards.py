"""One monthly report as a card: what it is, how long there is still, what its reader may say of it."""

from collections.abc import Mapping
from math import ceil, floor
from types import MappingProxyType
from typing import Any, NamedTuple

import streamlit as st

from dashboard.access import Action, Principal, allows, scope
from dashboard.actions import duties as actions
from dashboard.i18n import N_, _, _n
from dashboard.indicators.sentences import period_words
from dashboard.queries.duties import Due
from dashboard.records.names import DUTIES
from dashboard.rules.duties import Standing, answerable_from
from dashboard.schema.duties import DutyKind
from dashboard.ui import cache, formats, labels, templates
from dashboard.ui.components import links, verdict_badges
from dashboard.ui.forms import form
from dashboard.ui.shell.menu import FILES

COLUMNS = 2


class Form(NamedTuple):
    """Where the records of a report are entered, and its pictogram."""

    picture: str
    address: str
    query: Mapping[str, str] = MappingProxyType({})


FORMS: dict[DutyKind, Form] = {
    DutyKind.REQUESTS: Form("📝", "register"),
    DutyKind.CALL_BACKS: Form("📞", "requests", {"show": "to_call"}),
    DutyKind.HAZARDS: Form("🔍", "inspections", {"do": "round"}),
    DutyKind.ACTIVITIES: Form("🎭", "activities", {"part": "activity", "do": "new"}),
    DutyKind.MEETINGS: Form("👥", "meetings", {"do": "record"}),
    DutyKind.FEES: Form("💰", "money"),
    DutyKind.STATION: Form("🏮", "activities", {"part": "station_visit", "do": "new"}),
    DutyKind.OFFICE: Form("🪪", "offices"),
    DutyKind.RENOVATION: Form("🛠", "renovation"),
    DutyKind.SURVEY: Form("📋", "surveys"),
}
ENTER = {
    DutyKind.REQUESTS: N_("Register a request"),
    DutyKind.CALL_BACKS: N_("Call residents back"),
    DutyKind.HAZARDS: N_("Record an inspection"),
    DutyKind.ACTIVITIES: N_("Record an activity"),
    DutyKind.MEETINGS: N_("Record a meeting"),
    DutyKind.FEES: N_("Enter the fees"),
    DutyKind.STATION: N_("Record the station's visitors"),
    DutyKind.OFFICE: N_("Enter people in office"),
    DutyKind.RENOVATION: N_("Enter renovation"),
    DutyKind.SURVEY: N_("Go to the surveys"),
}


def cards(by: Principal, reports: list[Due]) -> None:
    """A card for each report, with what its reader may say of it."""
    for first in range(0, len(reports), COLUMNS):
        for column, one in zip(st.columns(COLUMNS), reports[first : first + COLUMNS], strict=False):
            with column.container(border=True):
                _card(by, one)


def _card(by: Principal, one: Due) -> None:
    templates.draw(
        "views/duties/card.html", title=title(one, by), standing=standing(one), entered=_entered(one)
    )
    if one.returned_why and one.approved_on is None:
        templates.line(_("The office says: {words}", words=one.returned_why), "yl-back")
    if one.is_open and allows(by, Action.REPORT_DUTY, courtyard_id=one.courtyard_id):
        _report(one)
    elif one.standing is Standing.WAITING and scope(by, Action.APPROVE_DUTY):
        _judge(one)


def _report(one: Due) -> None:
    place = FORMS[one.kind]
    if place.address in FILES:
        links.to(place.address, f"**{_(ENTER[one.kind])}**", **place.query)
    if not one.is_answerable:
        day = formats.day(answerable_from(one.month))
        st.caption(_("From {day} on you can say here that this is all.", day=day))
    elif one.count or one.nothing_happened:
        _verb(one, "complete", _("That is all for {month}", month=period_words(one.month)), actions.complete)
    else:
        _verb(one, "nothing", _("Nothing in {month}", month=period_words(one.month)), actions.nothing)


def _judge(one: Due) -> None:
    _verb(one, "approve", _("Approve"), actions.approve, look="secondary")
    name = f"duty.back.{one.id}"
    with st.expander(_("Send back")):
        drawn = form.widget_prefix(name)
        why = st.text_input(
            _("In a word: what is missing or wrong?"),
            key=f"{drawn}.why",
            max_chars=actions.LONGEST_WORD,
            autocomplete="off",
        )
        form.field_error(name, "returned_why")
        if not why:
            form.forget(name)
        version = form.version(name, {"version": one.version})
        if form.button(name, _("Send back with this word")):
            form.save_and_rerun(
                name, lambda **how: actions.send_back(duty_id=one.id, why=why, version=version, **how)
            )


def _verb(one: Due, verb: str, label: str, act: Any, *, look: str = "primary") -> None:
    """A button that says one thing of a report, as it stood when the button was drawn."""
    name = f"duty.{verb}.{one.id}"
    seen = st.session_state.get(f"{name}.seen", one.version)
    st.session_state[f"{name}.seen"] = one.version
    if form.button(name, label, type=look):
        form.save_and_rerun(name, lambda **how: act(duty_id=one.id, version=seen, **how))


def title(one: Due, by: Principal) -> str:
    """What is reported, of which month, and where it is not the reader's own."""
    place = "" if one.courtyard_id == by.courtyard_id else f"{where(one)} · "
    name = kind_words(one.kind)
    name = f"{FORMS[one.kind].picture} {name[:1].upper()}{name[1:]}"
    return f"{place}{name} · {period_words(one.month)}"


def where(one: Due) -> str:
    """The courtyard that owes it, or the whole site."""
    place = next((yard for yard in cache.courtyards() if yard["id"] == one.courtyard_id), None)
    return formats.courtyard(place) if place else _("The whole site")


def kind_words(kind: DutyKind) -> str:
    """The name of a kind of report."""
    return str(labels.named(DUTIES, kind.value))


def when(one: Due) -> str:
    """How long there is still, in words."""
    if one.days < 0:
        return _n("{n} day overdue", "{n} days overdue", -one.days)
    return _n("{n} day left", "{n} days left", one.days) if one.days else _("due today")


def standing(one: Due) -> str:
    """Where it stands: words, mostly as HTML with a mark."""
    if one.standing is Standing.APPROVED:
        return verdict_badges.verdict("met", _("Approved {day}", day=formats.day(one.approved_on)))
    if one.standing is Standing.WAITING:
        return _("Complete since {day}, waiting for the office", day=formats.day(one.completed_on))
    verdict = ""
    if one.standing is Standing.RETURNED:
        verdict = verdict_badges.verdict("not_met", _("Sent back, {when}", when=when(one)))
    elif one.standing is Standing.OVERDUE:
        verdict = verdict_badges.verdict("not_met", when(one))
    by_day = _(" (by {day})", day=formats.day(one.due_on))
    return templates.part("views/duties/standing.html", verdict=verdict, when=when(one), by_day=by_day)


def _entered(one: Due) -> list[str]:
    """How many records so far, what is usual, and the question that an unusual number asks."""
    if one.nothing_happened:
        return [_("The answer was: nothing happened.")]
    told = _n("{n} record so far", "{n} records so far", one.count)
    if one.usual is None:
        return [_("{said}.", said=told)]
    low, high = ceil(one.usual.low), floor(one.usual.high)
    lines = [_("{said}; usually {low} to {high} a month.", said=told, low=low, high=high)]
    if one.is_unusual:
        fewer = one.count < one.usual.low
        lines.append(
            _("Fewer than usual: is anything missing?") if fewer else _("More than usual: is that right?")
        )
    return lines
