"""A called meeting moved or called off, on screen."""

from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.actions import postponing
from dashboard.i18n import _
from dashboard.ui.forms import corrections, form
from dashboard.ui.shell import confirmation
from dashboard.ui.views.meetings.meeting_calls import pick_hour


def elsewhere(one: dict[str, Any]) -> None:
    """Another time or place, the present ones filled in."""
    name = f"move.meeting.{one['id']}"
    with st.expander(_("Another time or place")):
        drawn, today = form.widget_prefix(name), clock.today()
        earliest = min(today, one["held_on"])
        day = st.date_input(_("Day of the meeting"), one["held_on"], min_value=earliest, key=f"{drawn}.day")
        form.field_error(name, "held_on")
        hour = pick_hour(name, f"{drawn}.hour", one["begins_at"])
        place = st.text_input(
            _("Place (may stay empty)"),
            one["place"] or "",
            key=f"{drawn}.place",
            max_chars=120,
            autocomplete="off",
        )
        form.field_error(name, "title")
        st.caption(_("The notice goes out anew, with today's date."))
        version = form.version(name, one)
        if form.button(name, _("Move the meeting")):
            to = {"held_on": day, "begins_at": hour, "place": place.strip() or None}
            moved = to | {"meeting_id": one["id"], "version": version}
            form.save_and_rerun(name, lambda **how: postponing.move(**moved, **how))


def off(one: dict[str, Any]) -> None:
    """It will not be held: with the reason, and what becomes of its matters said before."""
    name = f"off.meeting.{one['id']}"
    with st.expander(_("It will not be held: call it off")):
        drawn = form.widget_prefix(name)
        version = corrections.opened_with(name, one, bool(st.session_state.get(f"{drawn}.reason")))
        reason = st.text_input(_("Why?"), key=f"{drawn}.reason", max_chars=200, autocomplete="off")
        form.field_error(name, "reason")
        st.caption(_("Its matters leave the agenda and can be put on another one."))
        if form.button(name, _("Call it off")):
            what = {"meeting_id": one["id"], "version": version, "reason": reason}
            if form.save(name, lambda **how: postponing.call_off(**what, **how)) is not None:
                form.forget(name)
                st.query_params.pop("meeting", None)
                confirmation.give()
