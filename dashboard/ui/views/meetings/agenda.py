"""One meeting from its call to its close: its step line, matters, what is proposed, opening, closing."""

from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import agenda as actions
from dashboard.actions import sittings
from dashboard.briefings import compose
from dashboard.briefings.wording import proposed
from dashboard.i18n import N_, _, _n
from dashboard.indicators.sentences import sentence
from dashboard.queries import agenda
from dashboard.queries.agenda import Proposal
from dashboard.schema.meetings import AgendaDraft, Stage
from dashboard.ui import cache, formats, templates
from dashboard.ui.components import links
from dashboard.ui.forms import form
from dashboard.ui.shell import style
from dashboard.ui.views.meetings import agenda_items, meeting_papers, notice, postponing
from dashboard.ui.views.meetings.meetings import facts

STEPS = {Stage.CALLED: N_("Prepare"), Stage.OPEN: N_("Run"), Stage.HELD: N_("Closed")}
WHY = {
    "promised": N_("Promised last time, not done"),
    "overdue": N_("Tasks past their day"),
    "hazard": N_("Hazards past their day"),
    "renovation": N_("Renovation to accept"),
    "supported": N_("Several households ask for it"),
    "worse": N_("Clearly worse or below target"),
}


def chosen() -> int | None:
    """The meeting in the address (`?meeting=70`)."""
    return form.record_in_address("meeting")


def run(by: Principal, meeting_id: int) -> None:
    """The meeting where it stands: prepare, run, or read what became of it."""
    style.touch_targets()
    links.to("agenda", _("← Meetings ahead"))
    one = cache.read(agenda.one, by=by, meeting_id=meeting_id)
    st.subheader(links.plain(one["title"]))
    st.text(facts(one))
    _steps(Stage(one["stage"]))
    {Stage.CALLED: _prepare, Stage.OPEN: _runs, Stage.HELD: _closed}[Stage(one["stage"])](by, one)


def _steps(now: Stage) -> None:
    """The three steps in one line, the present one set off by a mark and by weight."""
    order = list(STEPS)
    steps = [
        {
            "mark": "✓" if order.index(stage) < order.index(now) else place,
            "name": _(name),
            "now": stage is now,
        }
        for place, (stage, name) in enumerate(STEPS.items(), start=1)
    ]
    templates.draw("views/meetings/steps.html", label=_("Steps"), steps=steps)


def _prepare(by: Principal, one: dict[str, Any]) -> None:
    """The matters in order, what is proposed, the notice, and the opening."""
    items = one["items"]
    minutes = sum(item["minutes"] or 0 for item in items)
    st.subheader(_n("Agenda: {n} matter", "Agenda: {n} matters", len(items)) + _(", {n} min", n=minutes))
    if not one["may_record"]:
        agenda_items.read(items)
        return
    agenda_items.arrange(one)
    _own_matter(one)
    _proposed(by, one)
    notice.sheet(one)
    postponing.elsewhere(one)
    postponing.off(one)
    st.subheader(_("Open the meeting"))
    st.caption(
        _("Opening freezes the numbers: slides, minutes and handout show them as they stand at that moment.")
    )
    with st.container(horizontal=True):
        links.to("present", _("Rehearse the slides"), meeting=one["id"])
    name = f"open.{one['id']}"
    if one["held_on"] != clock.today():
        st.warning(
            _(
                "It is called for {day}. Opened now, it is held today, with the numbers of today; "
                "that cannot be taken back.",
                day=formats.day(one["held_on"]),
            )
        )
    sure = st.checkbox(_("Everybody is here, we begin"), key=f"{form.widget_prefix(name, kept=False)}.sure")
    if st.button(_("Open now"), type="primary", width="stretch", disabled=not sure, key=f"save.{name}"):
        how_it_stood = {"meeting_id": one["id"], "version": one["version"], "freeze": compose.body}
        form.save_and_rerun(name, lambda **how: sittings.open_meeting(**how_it_stood, **how))


def _own_matter(one: dict[str, Any]) -> None:
    name = f"matter.{one['id']}"
    with st.expander(_("Add a matter of your own")):
        drawn = form.widget_prefix(name)
        title = st.text_input(_("What is it about?"), key=f"{drawn}.title", max_chars=200, autocomplete="off")
        form.field_error(name, "title")
        minutes = st.number_input(_("Minutes"), 1, 240, 10, 5, key=f"{drawn}.minutes")
        presenter = st.text_input(
            _("Who presents it?"), key=f"{drawn}.presenter", max_chars=60, autocomplete="off"
        )
        if st.button(_("Put it on the agenda"), width="stretch", key=f"save.{name}"):
            given = {"title": title, "minutes": minutes, "presenter": presenter or None}
            form.save_and_rerun(name, lambda **how: actions.add(draft=_draft(one, **given), **how))


def _draft(one: dict[str, Any], **given: Any) -> AgendaDraft:
    return AgendaDraft.check(meeting_id=one["id"], position=1, **given)


def _proposed(by: Principal, one: dict[str, Any]) -> None:
    """What the records propose, by why, each to be taken on with one tap."""
    found = cache.read(agenda.proposals, by=by, meeting_id=one["id"], today=clock.today())
    st.subheader(_("What the records propose"))
    if not found:
        st.text(_("Nothing is overdue, promised or clearly worse that is not on the agenda."))
    for why, title in WHY.items():
        rows = [each for each in found if each.why == why]
        if rows:
            st.markdown(f"**{_(title)}**")
        for each in rows:
            _propose(one, each)


def _propose(one: dict[str, Any], each: Proposal) -> None:
    name = f"take.{one['id']}.{each.origin}"
    with st.container(horizontal=True, vertical_alignment="center", border=True, key=f"row-{name}"):
        st.text(_told(each), width="stretch")
        if st.button(_("Take it on"), key=f"save.{name}"):
            given = {"title": proposed(each), "minutes": 10, "request_id": each.request_id}
            form.save_and_rerun(
                name, lambda **how: actions.add(draft=_draft(one, **given), origin=each.origin, **how)
            )


def _told(each: Proposal) -> str:
    if each.score is not None:
        return f"{proposed(each)}: {sentence(each.score)}"
    if each.count:
        return f"{proposed(each)} · " + _n("{n} household", "{n} households", each.count)
    told = _("done {day}") if each.why == "renovation" else _("due {day}")
    return f"{proposed(each)} · " + told.format(day=formats.day(each.due_on))


def _runs(by: Principal, one: dict[str, Any]) -> None:
    """Each matter with what became of it; attendance and slides at hand; the close below."""
    with st.container(horizontal=True):
        links.to("present", _("Slides"), meeting=one["id"])
        links.to("present", _("Presenter's notes"), meeting=one["id"], notes=1)
        links.to("meetings", _("Who came"), meeting=one["id"])
    st.caption(_("Numbers frozen at {at}.", at=formats.instant(one["opened_at"])))
    if not one["may_record"]:
        agenda_items.read(one["items"])
        return
    for item in one["items"]:
        agenda_items.decide(by, one, item)
    _own_matter(one)
    open_ones = [item for item in one["items"] if item["outcome"] is None]
    if open_ones:
        told = _n("{n} matter has no outcome yet.", "{n} matters have no outcome yet.", len(open_ones))
        st.caption(told)
    name = f"close.{one['id']}"
    if st.button(_("Close the meeting"), type="primary", width="stretch", key=f"save.{name}"):
        how_it_stood = {"meeting_id": one["id"], "version": one["version"]}
        form.save_and_rerun(name, lambda **how: sittings.close_meeting(**how_it_stood, **how))


def _closed(by: Principal, one: dict[str, Any]) -> None:
    """What became of each matter; the slides as they were, the minutes."""
    links.to("present", _("The slides as they were"), meeting=one["id"])
    links.to("meetings", _("The meeting: who came, what was corrected since"), meeting=one["id"])
    agenda_items.read(one["items"])
    if one["may_record"]:
        with st.expander(_("Note something more for the minutes")):
            for item in one["items"]:
                agenda_items.decide(by, one, item)
    meeting_papers.offer(by, one)
