"""Meetings on screen: record one, the list with its turnout, one meeting with who came."""

from datetime import date
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Action, Principal, Scope, scope
from dashboard.actions import meetings as actions
from dashboard.charts.palette import palette
from dashboard.i18n import N_, _, _n
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.queries import meetings
from dashboard.queries.turnout import by_meeting
from dashboard.records.loop import MEETING
from dashboard.records.names import MEETINGS
from dashboard.rules.meetings import COURTYARD_NEEDED, WHOLE_SITE, still_needed
from dashboard.schema.meetings import MeetingDraft, MeetingKind
from dashboard.ui import cache, formats, labels, templates
from dashboard.ui.components import counts_towards, filters, links
from dashboard.ui.forms import corrections, form
from dashboard.ui.forms.pickers import AT, pick_courtyard
from dashboard.ui.shell import style
from dashboard.ui.shell.fragments import callback
from dashboard.ui.shell.style import is_dark
from dashboard.ui.views.meetings import attendance, follow_up, meeting_papers, present

SHOWN_FIRST = 12
FORM = "meeting"
TITLES = {
    "courtyard": N_("Residents' meeting of {where}"),
    "consultation": N_("Consultation meeting, {where}, quarter {quarter} of {year}"),
    "joint": N_("Joint meeting of the three parties, quarter {quarter} of {year}"),
    "committee": N_("Meeting of the self-governance committee, {year}-{month}"),
}


def chosen() -> int | None:
    """The meeting in the address (`?meeting=70`)."""
    return form.record_in_address("meeting")


def work(by: Principal) -> None:
    """The list; for those who may also the form, chosen by one big choice."""
    style.touch_targets()
    do = "list"
    if scope(by, Action.RECORD_MEETING):
        names = {"list": _("All meetings"), "record": _("Record a meeting")}
        do = form.mode_switch(names)
    if do == "record":
        record(by)
    else:
        table(by)


def record(by: Principal) -> None:
    """The form: what kind, where, which day; then who came, on the meeting's own page."""
    if _receipt(by):
        return
    links.paper(MEETING.noun)
    drawn = form.widget_prefix(FORM, also=(AT,))
    kind = pick_kind(by, FORM, drawn)
    courtyard_id = _courtyard(by, kind, drawn)
    today = clock.today()
    day = st.date_input(_("Day of the meeting"), value=today, max_value=today, key=f"{drawn}.day")
    form.field_error(FORM, "held_on")
    # The proposal follows what was chosen until it is changed by hand.
    here = f"{drawn}.{kind}.{courtyard_id}"
    proposed = proposed_title(kind, courtyard_id, day)
    title = st.text_input(
        _("Title"), value=proposed, key=f"{here}.{day}.title", max_chars=120, autocomplete="off"
    )
    form.field_error(FORM, "title")
    place = st.text_input(
        _("Place (may stay empty)"), key=f"{drawn}.place", max_chars=120, autocomplete="off"
    )
    if st.button(_("Save the meeting"), type="primary", width="stretch", key=f"{FORM}.save"):
        values = {
            "courtyard_id": courtyard_id or None,
            "kind": kind,
            "title": title,
            "place": place or None,
            "held_on": day,
        }
        if kind is not None and courtyard_id is None:
            form.ask_for(FORM, ["courtyard_id"])
            return
        was = counts_towards.before(by, MEETING.noun, day)
        form.save(
            FORM,
            lambda **how: actions.record(draft=draft(values), **how),
            lambda made: (made.id, made.title, was),
        )
    counts_towards.ways(MEETING.noun)


def _receipt(by: Principal) -> bool:
    saved = form.received(FORM)
    if saved is None:
        return False
    number, title, was = saved
    st.success(_("Saved: {title}.", title=links.plain(title)))
    counts_towards.moved(by, number, was)
    links.to("meetings", _("Next: who came"), meeting=number)
    form.another(FORM, _("Record another meeting"))
    return True


def draft(values: dict[str, Any]) -> MeetingDraft:
    """A meeting of this site, checked."""
    return MeetingDraft.check(site_id=cache.site()["id"], **form.stated(values))


def pick_kind(by: Principal, name: str, drawn: str) -> str | None:
    """Which kind of meeting: a courtyard's keepers hold its own, the office every kind."""
    if scope(by, Action.RECORD_MEETING) is Scope.OWN:
        return str(COURTYARD_NEEDED[0].value)
    kind: str | None = st.pills(
        _("Which meeting?"),
        list(MEETINGS),
        format_func=lambda code: f"{MEETINGS[code][1]} {labels.named(MEETINGS, code)}",
        required=True,
        key=f"{drawn}.kind",
    )
    form.field_error(name, "kind")
    return kind


def _courtyard(by: Principal, kind: str | None, drawn: str) -> int | None:
    """The courtyard whose meeting it is, 0 for the whole site, None before it is chosen."""
    if kind is None:
        return None
    if MeetingKind(kind) in WHOLE_SITE:
        st.caption(_("For the whole site"))
        return 0
    if MeetingKind(kind) in COURTYARD_NEEDED:
        return pick_courtyard(by, FORM)
    names = {0: _("Whole site")} | {one["id"]: formats.courtyard(one) for one in cache.courtyards()}
    picked = st.pills(
        _("Where?"),
        list(names),
        format_func=lambda id_: links.plain(names[id_]),
        required=True,
        key=f"{drawn}.where",
    )
    form.field_error(FORM, "courtyard_id")
    return picked


def proposed_title(kind: str | None, courtyard_id: int | None, day: date) -> str:
    """What a meeting of that kind, place and day is mostly called; nothing before both are known."""
    if kind is None or (courtyard_id is None and MeetingKind(kind) not in WHOLE_SITE):
        return ""
    names = {one["id"]: formats.courtyard(one) for one in cache.courtyards()}
    where = names.get(courtyard_id or 0) or _("Whole site")
    quarter = (day.month + 2) // 3
    return _(TITLES[kind], where=where, quarter=quarter, year=day.year, month=day.month)


def table(by: Principal) -> None:
    """Every meeting with its turnout, the latest first."""
    at = filters.courtyard_id(everywhere=_("All courtyards"))
    rows = cache.read(meetings.listed, by=by, courtyard_id=at)
    if not rows:
        st.info(_("No meeting is recorded here yet."))
    elif not by_meeting(by.role):
        links.turnout()
    else:
        percent = f"{float(100 * aimed_at()):.0f}"
        st.caption(_("The thin line is the suggested turnout, {percent}%.", percent=percent))
    more = st.session_state.get("meetings.more", False)
    shown = rows if more else rows[:SHOWN_FIRST]
    for first in range(0, len(shown), 2):
        for column, row in zip(st.columns(2), shown[first : first + 2], strict=False):
            with column.container(border=True):
                _card(row)
    if len(rows) > SHOWN_FIRST and not more:
        st.button(_("Earlier meetings"), on_click=callback(_show_more), key="meetings.button")


def _show_more() -> None:
    st.session_state["meetings.more"] = True


def _card(row: dict[str, Any]) -> None:
    links.to("meetings", links.plain(row["title"]), meeting=row["id"], **filters.kept("no"))
    _draw_turnout(row, facts=facts(row))


def facts(row: dict[str, Any]) -> str:
    """Kind, day, place in one line."""
    told = [labels.named(MEETINGS, row["kind"]), formats.when(row), row["place"]]
    return " · ".join(str(one) for one in told if one)


def share(row: dict[str, Any]) -> str:
    """`18 of 36 households came (50%)`."""
    percent = round(100 * row["came"] / row["entitled"])
    return _(
        "{came} of {entitled} households came ({percent}%)",
        came=row["came"],
        entitled=row["entitled"],
        percent=percent,
    )


def _draw_turnout(row: dict[str, Any], *, facts: str = "") -> None:
    """The turnout, where it is counted and told, as a bar with the thin line that is aimed at."""
    entitled, came = row["entitled"], row["came"]
    counted = row["open"] and entitled
    templates.draw(
        "views/meetings/turnout.html",
        facts=facts,
        nobody=_("Nobody is entered yet as having come.") if counted and not came else "",
        share=share(row) if counted and came else "",
        width=f"{100 * came / entitled:.1f}" if counted and came else "",
        aim=f"{float(100 * aimed_at()):.0f}",
        colours=palette(dark=is_dark()),
    )


def aimed_at() -> Any:
    """The turnout that is aimed at, as a fraction; it is our suggestion."""
    target = CATALOGUE["consult_turnout"].target
    assert target is not None
    return target.exact


def story(by: Principal, meeting_id: int) -> None:
    """One meeting: how many came, which homes (for their keepers), who sat for whom."""
    style.touch_targets()
    links.to("meetings", _("← All meetings"), **filters.kept("no"))
    one = cache.read(meetings.one, by=by, meeting_id=meeting_id)
    st.subheader(links.plain(one["title"]))
    st.text(facts(one))
    if one["open"] and one["came"] is not None:
        _turnout(one)
    elif one["open"]:
        links.turnout()
    if one["may_see_homes"]:
        attendance.homes(by, one, aim=aimed_at())
    attendance.seats(by, one)
    present.as_shown(by, meeting_id)
    meeting_papers.offer(by, one)
    follow_up.of_meeting(by, meeting_id)
    corrections.own(by, MEETING, meeting_id)


def _turnout(one: dict[str, Any]) -> None:
    if one["entitled"]:
        _draw_turnout(one)
    percent = float(100 * aimed_at())
    needed = still_needed(came=one["came"], entitled=one["entitled"], share=aimed_at())
    if needed:
        st.text(
            _n(
                "{n} more household is needed for the suggested {percent}%.",
                "{n} more households are needed for the suggested {percent}%.",
                needed,
                percent=f"{percent:.0f}",
            )
        )
    else:
        st.text(_("The suggested {percent}% is reached.", percent=f"{percent:.0f}"))
