"""One matter on screen: a vertical line from the first word to the resident's confirmation."""

from functools import partial
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Action, Principal, allows, scope
from dashboard.actions import agenda
from dashboard.actions.threads import ORIGINS
from dashboard.briefings import threads as told
from dashboard.errors import NotFound
from dashboard.i18n import N_, _
from dashboard.queries import meetings, threads
from dashboard.queries.thread_types import Step
from dashboard.queries.threads import Story
from dashboard.schema.meetings import AgendaDraft
from dashboard.ui import cache, formats, templates
from dashboard.ui.components import filters, links, verdict_badges
from dashboard.ui.forms import form
from dashboard.ui.shell.menu import opens

PAGES = {
    "request": "requests",
    "hazard": "inspections",
    "incident": "incidents",
    "mediation": "mediation",
    "meeting": "meetings",
    "vote": "votes",
    "resolution": "follow-up",
    "task": "follow-up",
    "seal_use": "seal",
    "renovation_item": "renovation",
}
"""Where each kind of record is opened."""
HOLDS = {
    "request": N_("request"),
    "hazard": N_("hazard"),
    "incident": N_("incident"),
    "mediation": N_("mediation case"),
    "agenda_item": N_("agenda item"),
    "vote": N_("vote"),
    "resolution": N_("resolution"),
    "seal_use": N_("seal use"),
    "task": N_("task"),
    "renovation_item": N_("renovation item"),
}


MINUTES = 10


def asked() -> str:
    """The number in the address (`?thread=T2026-0123`, `?number=R2026-0123`, `?ref=vote:3`)."""
    return next(filter(None, map(form.text_in_address, ("thread", "number", "ref"))), "")


def table(by: Principal) -> None:
    """Find a matter by any of its numbers; else those decided on lately."""
    left, right = st.columns([3, 2])
    typed = left.text_input(
        _("Number of the matter, a request, a seal use"),
        key="threads.number",
        max_chars=40,
        placeholder="T2026-0001",
        autocomplete="off",
    )
    at = None
    if by.courtyard_id is None and scope(by, Action.SEE_SEAL):
        with right:
            at = filters.courtyard_id(everywhere=_("All courtyards"))
    where = {"number": typed.strip(), "courtyard_id": at}
    rows = cache.read(threads.listed, by=by, today=clock.today(), **where)
    if not rows:
        st.info(_("Nothing found. A number looks like T2026-0001 or R2026-0001."))
    for row in rows:
        with st.container(border=True, key=f"card-{row['id']}"):
            _card(row)


def _card(row: dict[str, Any]) -> None:
    holds = " · ".join(f"{_(HOLDS[noun])} {n}" for noun, n in row["holds"].items())
    where = _("Courtyard {no}", no=row["courtyard_no"]) if row["courtyard_no"] else _("Whole site")
    title = " · ".join(filter(None, [row["number"], told.about(row["about"])]))
    links.to("thread", links.plain(title), thread=row["number"])
    day = formats.day(row["opened_on"])
    templates.draw("views/threads/card.html", where=where, day=day, holds=holds)


def story(by: Principal, number: str) -> None:
    """The whole story: what is next first, then every step with who, when and on what it rests."""
    links.to("thread", _("← All matters"))
    try:
        one = cache.read(threads.one, by=by, today=clock.today(), number=number)
    except NotFound:
        st.info(_("There is no such matter that you may see."))
        return
    where = _("Courtyard {no}", no=one.courtyard_no) if one.courtyard_no else _("Whole site")
    st.subheader(" · ".join(links.plain(part) for part in (one.number, told.matter(one), where) if part))
    _next(one)
    _line(by, one)
    _offers(by, one)


def _next(one: Story) -> None:
    if not one.due:
        st.success(_("Nothing is due any more."))
        return
    st.markdown(f"**{_('What is next')}**")
    verdict_badges.items(
        verdict_badges.verdict("not_met", told.due(due))
        if due.overdue
        else verdict_badges.mark("no_target") + formats.safe(told.due(due))
        for due in one.due
    )


def _line(by: Principal, one: Story) -> None:
    templates.draw(
        "views/threads/steps.html",
        steps=[_step(by, step, first=_first(one, step)) for step in one.steps],
        way_words=_("Look at the record"),
    )


def _first(one: Story, step: Step) -> bool:
    """Whether it is the first step of its record: one link to a record is enough."""
    return step is next(other for other in one.steps if (other.noun, other.ref) == (step.noun, step.ref))


def _step(by: Principal, step: Step, *, first: bool) -> dict[str, Any]:
    who, page = told.who(step.who), PAGES[step.noun]
    rests = "; ".join(told.basis(one) for one in step.basis)
    return {
        "open": bool(step.next),
        "when": formats.instant(step.at) if step.at else formats.day(step.on),
        "title": told.title(step),
        "lines": [*([_("Who: {who}", who=who)] if who else []), *told.details(step)],
        "basis": _("Rests on: {basis}", basis=rests) if step.basis else "",
        "next": _("Next: {what}", what=told.due(step.next)) if step.next else "",
        "way": links.href(page, **{step.noun: step.ref}) if first and opens(by, page) else "",
    }


def _offers(by: Principal, one: Story) -> None:
    """The card to print; for keepers the next record of the matter."""
    links.card(one.number)
    if allows(by, Action.SET_TASK, courtyard_id=one.courtyard_id):
        query = {"do": "task", "thread": one.number}
        links.to("follow-up", _("Set a task in this matter"), picture="📌", **query)
    if scope(by, Action.RECORD_MEETING):
        _onto_an_agenda(by, one)


def _onto_an_agenda(by: Principal, one: Story) -> None:
    """One tap puts the matter on the agenda of a meeting ahead, unless a meeting is to take it up anyway."""
    source = next((step for step in one.steps if step.noun in ORIGINS), None)
    if source is None or any(step.kind == "agenda" and step.next for step in one.steps):
        return
    for meeting in cache.read(meetings.ahead, by=by):
        if not meeting["may_record"] or meeting["courtyard_id"] not in (None, one.courtyard_id):
            continue
        label = _("Put it on the agenda: {title}", title=formats.plain(meeting["title"]))
        name = f"agenda.{one.id}.{meeting['id']}"
        if form.button(name, label):
            request_id = source.ref if source.noun == "request" else None
            given = {"title": _brief(one), "minutes": MINUTES, "request_id": request_id}
            matter: dict[str, Any] = {
                "draft": AgendaDraft.check(meeting_id=meeting["id"], position=1, **given),
                "origin": f"{source.noun}:{source.ref}",
            }
            form.save_and_rerun(name, partial(agenda.add, **matter))


def _brief(one: Story) -> str:
    """What the matter is called on an agenda: no more than the room may read."""
    where = next((formats.courtyard(row) for row in cache.courtyards() if row["id"] == one.courtyard_id), "")
    return " ".join(filter(None, [where, told.matter(one), one.number]))
