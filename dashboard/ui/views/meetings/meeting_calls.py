"""Meetings ahead on screen: which are called, and the form that calls one."""

from datetime import timedelta
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Action, Principal, scope
from dashboard.actions import sittings
from dashboard.i18n import _
from dashboard.queries import meetings
from dashboard.records.names import HALF_HOURS, MEETINGS
from dashboard.rules.meetings import COURTYARD_NEEDED
from dashboard.schema.meetings import MeetingKind
from dashboard.ui import cache, formats, labels
from dashboard.ui.components import links
from dashboard.ui.forms import form
from dashboard.ui.forms.pickers import AT, pick_courtyard
from dashboard.ui.shell import style
from dashboard.ui.views.meetings.meetings import draft, pick_kind, proposed_title

FORM = "call"
WEEK = timedelta(days=7)


def ahead(by: Principal) -> None:
    """What is called and what runs; below, for those who may, the form."""
    style.touch_targets()
    rows = cache.read(meetings.ahead, by=by)
    if not rows:
        st.info(_("No meeting is called just now."))
    for one in rows:
        with st.container(border=True):
            links.to("agenda", links.plain(one["title"]), meeting=one["id"])
            st.text(_line(one))
    if scope(by, Action.RECORD_MEETING):
        st.subheader(_("Call a meeting"))
        _call(by)


def _line(one: dict[str, Any]) -> str:
    state = _("running") if one["stage"] == "open" else _("called")
    told = [
        labels.named(MEETINGS, one["kind"]),
        formats.when(one),
        one["place"],
        state,
    ]
    return " · ".join(str(part) for part in told if part)


def _call(by: Principal) -> None:
    """What kind, where, when: the title follows until it is changed by hand."""
    if number := form.received(FORM):
        st.success(_("The meeting is called."))
        links.to("agenda", _("Next: the agenda"), meeting=number)
        form.another(FORM, _("Call another meeting"))
        return
    drawn = form.widget_prefix(FORM, also=(AT,))
    kind = pick_kind(by, FORM, drawn)
    at_home = kind is not None and MeetingKind(kind) in COURTYARD_NEEDED
    courtyard_id = pick_courtyard(by, FORM) if at_home else None
    today = clock.today()
    day = st.date_input(_("Day of the meeting"), value=today + WEEK, min_value=today, key=f"{drawn}.day")
    form.field_error(FORM, "held_on")
    hour = pick_hour(FORM, f"{drawn}.hour")
    here = f"{drawn}.{kind}.{courtyard_id}.{day}"
    title = st.text_input(
        _("Title"),
        value=proposed_title(kind, courtyard_id, day),
        key=f"{here}.title",
        max_chars=120,
        autocomplete="off",
    )
    form.field_error(FORM, "title")
    place = st.text_input(
        _("Place (may stay empty)"), key=f"{drawn}.place", max_chars=120, autocomplete="off"
    )
    if st.button(_("Call the meeting"), type="primary", width="stretch", key="save.call"):
        given = {"courtyard_id": courtyard_id, "kind": kind, "title": title, "held_on": day}
        given |= {"place": place or None, "begins_at": hour}
        form.save(FORM, lambda **how: sittings.call(draft=draft(given), **how), lambda made: made.id)


def pick_hour(name: str, key: str, begins_at: str | None = None) -> str | None:
    """The half hour at which it begins; nothing is chosen before anybody says so."""
    hours = list(HALF_HOURS)
    at = hours.index(begins_at) if begins_at in HALF_HOURS else None
    hour: str | None = st.selectbox(
        _("Begins at (may stay empty)"), hours, index=at, placeholder=_("Choose one"), key=key
    )
    form.field_error(name, "begins_at")
    return hour
