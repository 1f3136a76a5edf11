"""The follow-up board: promises by owner and day, ended in two taps; reminders; the two forms."""

from datetime import timedelta
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Action, Principal, scope
from dashboard.actions import resolutions, tasks
from dashboard.errors import NotFound
from dashboard.i18n import N_, _, _n, language
from dashboard.queries import followup, threads
from dashboard.records.decisions import RESOLUTION, TASK
from dashboard.rules.promises import State
from dashboard.schema.meetings import DoneDraft, DropDraft, PostponeDraft, ResolutionDraft, TaskDraft
from dashboard.ui import cache, formats, templates
from dashboard.ui.components import filters, links, record_pages, verdict_badges
from dashboard.ui.forms import form, record_form
from dashboard.ui.shell import style
from dashboard.ui.shell.fragments import callback

SHOWN_FIRST = 20
CHOSEN, DONE, PUT_OFF, DROP = "follow-up.chosen", "done", "postpone", "drop"
STATES = {
    State.KEPT: ("met", N_("done on time")),
    State.LATE: ("not_met", N_("done late")),
    State.OPEN: ("cannot_tell", N_("not done yet")),
    State.OVERDUE: ("not_met", N_("overdue")),
    State.DROPPED: ("none_occurred", N_("dropped")),
}
"""How a promise is marked, and its word."""


def record(by: Principal) -> bool:
    """The task or resolution in the address (`?task=12`); whether there was one."""
    for kind in (TASK, RESOLUTION):
        ref = form.record_in_address(kind.noun)
        if ref is not None:
            record_pages.story(by, kind, ref)
            return True
    return False


def work(by: Principal) -> None:
    """The board; for who may also the forms, chosen by one big choice."""
    style.touch_targets()
    do = "list"
    if scope(by, Action.SET_TASK):
        do = form.mode_switch({"list": _("The board"), "task": _(TASK.new), "resolve": _(RESOLUTION.new)})
    if do == "task":
        _set(by)
    elif do == "resolve":
        record_form.new(by, RESOLUTION, _resolve)
    else:
        board(by)


def _set(by: Principal) -> None:
    """The form of a task; `?thread=T2026-0123` says in which matter."""
    number, thread_id, at = st.query_params.get("thread", ""), None, None
    if number:
        try:
            matter = cache.read(threads.one, by=by, today=clock.today(), number=number)
            thread_id, at = matter.id, matter.courtyard_id
            st.caption(_("In the matter {number}", number=links.plain(number)))
        except NotFound:
            st.info(_("There is no such matter that you may see."))
    record_form.new(
        by,
        TASK,
        lambda values, **how: tasks.set_task(draft=TaskDraft.check(**values), thread_id=thread_id, **how),
        at,
    )


def _resolve(values: dict[str, Any], **how: Any) -> Any:
    return resolutions.resolve(draft=ResolutionDraft.check(**values), **how)


def board(by: Principal) -> None:
    """What is open, overdue first, by owner and courtyard; what all tasks have delivered; reminders."""
    _delivered(by)
    shows = {"open": _("Open"), "overdue": _("Overdue"), "ended": _("Done or dropped")}
    only = filters.section("show", shows, label=_("Show"))
    owner, at = _filters(by)
    today = clock.today()
    rows = cache.read(followup.listed, by=by, today=today, owner_id=owner, courtyard_id=at, only=only)
    if not rows:
        st.info(_("Nothing here. What a meeting resolves and who is to do it appears on this board."))
        return
    st.caption(_n("{n} promise", "{n} promises", len(rows)))
    more = st.session_state.get("follow-up.more", False)
    for row in rows if more else rows[:SHOWN_FIRST]:
        with st.container(border=True, key=f"promise-{row['kind']}-{row['id']}"):
            _card(row)
    if len(rows) > SHOWN_FIRST and not more:
        st.button(_("Show more"), on_click=callback(_show_more), width="stretch", key="follow-up.button")
    if only != "ended":
        _reminders(rows)


def _show_more() -> None:
    st.session_state["follow-up.more"] = True


def _filters(by: Principal) -> tuple[int | None, int | None]:
    if scope(by, Action.SET_TASK) is None and by.organisation_id:
        return None, None
    left, right = st.columns(2)
    owners = cache.read(followup.owners, by=by, today=clock.today())
    names = {one["id"]: f"{one[f'name_{language()}']} ({one['overdue']}/{one['open']})" for one in owners}
    with left:
        owner = filters.chosen(
            "owner", names, label=_("Who (overdue/open)"), default=None, none=_("everybody")
        )
    at = None
    if by.courtyard_id is None:
        with right:
            at = filters.courtyard_id(everywhere=_("All courtyards"))
    return owner, at


def owner_of(row: dict[str, Any]) -> str:
    """Who promised: the body, and the person where the reader may be told."""
    return " · ".join(one for one in (row[f"owner_{language()}"], row["person"]) if one) or "—"


def standing(row: dict[str, Any]) -> str:
    """Where a promise stands and by when, as HTML."""
    code, word = STATES[row["state"]]
    told = _(
        "{state}, promised for {day}", state=_(word), day=formats.day(row["first_due_on"] or row["due_on"])
    )
    if row["first_due_on"]:
        told = _("{told}, put off to {day}", told=told, day=formats.day(row["due_on"]))
    return verdict_badges.verdict(code, told)


def _card(row: dict[str, Any]) -> None:
    where = _("Courtyard {no}", no=row["courtyard_no"]) if row["courtyard_no"] else _("Whole site")
    kind = _(TASK.one) if row["kind"] == followup.TASK else _(RESOLUTION.one)
    templates.draw(
        "views/meetings/promise_card.html",
        title=row["title"],
        owner=owner_of(row),
        where=where,
        kind=kind,
        standing=standing(row),
    )
    with st.container(horizontal=True):
        links.to("follow-up", _("Look at the record"), **{row["kind"]: row["id"]})
        if row["thread"]:
            links.to("thread", links.plain(row["thread"]), thread=row["thread"])
    _endings(row)


def _endings(row: dict[str, Any]) -> None:
    """The first tap chooses what becomes of it, the second saves."""
    verbs = {DONE: _("✓ Done")} if row["may_finish"] else {}
    if row["may_change"] and row["kind"] == followup.TASK:
        verbs |= {PUT_OFF: _("Put off"), DROP: _("Drop")}
    if not verbs:
        return
    here = f"{row['kind']}.{row['id']}"
    with st.container(horizontal=True):
        for verb, label in verbs.items():
            st.button(label, key=f"choose.{verb}.{here}", on_click=callback(_choose), args=(here, verb))
    chosen = st.session_state.get(CHOSEN)
    if chosen and chosen[0] == here and chosen[1] in verbs:
        FORMS[chosen[1]](row, f"{chosen[1]}.{here}")


def _choose(here: str, verb: str) -> None:
    now = (here, verb)
    st.session_state[CHOSEN] = None if st.session_state.get(CHOSEN) == now else now


def _finish(row: dict[str, Any], name: str, write: Any) -> None:
    form.save_and_rerun(
        name, write, counts=("resolution", row["due_on"]), after=lambda: st.session_state.pop(CHOSEN, None)
    )


def _done(row: dict[str, Any], name: str) -> None:
    drawn, version = form.widget_prefix(name), form.version(name, row)
    today = clock.today()
    day = st.date_input(_("Done on"), value=today, max_value=today, key=f"{drawn}.done_on")
    form.field_error(name, "done_on")
    note = None
    if row["kind"] == followup.TASK:
        note = st.text_input(
            _("In a word (may stay empty)"), key=f"{drawn}.note", max_chars=300, autocomplete="off"
        )
    if not form.button(name, _("Save: it is done"), type="primary"):
        return
    if row["kind"] == followup.RESOLUTION:
        told = {"resolution_id": row["id"], "done_on": day, "version": version}
        _finish(row, name, lambda **how: resolutions.deliver(**told, **how))
    else:
        draft = {"task_id": row["id"], "done_on": day, "note": note or None}
        _finish(row, name, lambda **how: tasks.done(draft=DoneDraft.check(**draft), version=version, **how))


def _postpone(row: dict[str, Any], name: str) -> None:
    drawn, version = form.widget_prefix(name), form.version(name, row)
    later = max(row["due_on"], clock.today()) + timedelta(days=7)
    day = st.date_input(_("New date"), value=later, min_value=clock.today(), key=f"{drawn}.due_on")
    form.field_error(name, "due_on")
    reason = _reason(name, drawn)
    if form.button(name, _("Save the new date"), type="primary"):
        draft = {"task_id": row["id"], "due_on": day, "reason": reason}
        _finish(
            row,
            name,
            lambda **how: tasks.postpone(draft=PostponeDraft.check(**draft), version=version, **how),
        )


def _drop(row: dict[str, Any], name: str) -> None:
    drawn, version = form.widget_prefix(name), form.version(name, row)
    reason = _reason(name, drawn)
    if form.button(name, _("Save: it will not be done"), type="primary"):
        draft = {"task_id": row["id"], "reason": reason}
        _finish(row, name, lambda **how: tasks.drop(draft=DropDraft.check(**draft), version=version, **how))


def _reason(name: str, drawn: str) -> str:
    reason = st.text_input(_("Reason"), key=f"{drawn}.reason", max_chars=300, autocomplete="off")
    form.field_error(name, "reason")
    return reason


FORMS = {DONE: _done, PUT_OFF: _postpone, DROP: _drop}


def _delivered(by: Principal) -> None:
    """Resolutions whose tasks have all ended: proposed as delivered, on the day of the last."""
    for row in cache.read(followup.delivered, by=by, today=clock.today()):
        with st.container(border=True):
            question = _("All its tasks have ended. Is it delivered?")
            templates.draw("views/meetings/delivered.html", question=question, title=row["title"])
            name = f"deliver.{row['id']}"
            told = {"resolution_id": row["id"], "done_on": row["last_done"], "version": row["version"]}
            label = _("Yes, delivered on {day}", day=formats.day(row["last_done"]))
            if form.button(name, label):
                _finish(row, name, lambda told=told, **how: resolutions.deliver(**told, **how))


def _reminders(rows: list[dict[str, Any]]) -> None:
    """A text for each owner to copy into a message; a company needs no account for that."""
    by_owner: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_owner.setdefault(owner_of(row), []).append(row)
    with st.expander(_("Reminders to copy or to print")):
        for owner, theirs in by_owner.items():
            st.code(reminder(owner, theirs), language=None, wrap_lines=True)


def reminder(owner: str, rows: list[dict[str, Any]]) -> str:
    """What one owner has promised, as plain text."""
    lines = [_("{owner}: what is open as of {day}", owner=owner, day=formats.day(clock.today()))]
    for no, row in enumerate(rows, 1):
        late = _("overdue since {day}") if row["state"] is State.OVERDUE else _("until {day}")
        number = f" ({row['thread']})" if row["thread"] else ""
        lines.append(f"{no}. {row['title']} — {late.format(day=formats.day(row['due_on']))}{number}")
    return "\n".join(lines)


def of_meeting(by: Principal, meeting_id: int) -> None:
    """What a meeting promised and what became of it."""
    if scope(by, Action.SEE_TASKS) is None:
        return
    rows = cache.read(followup.promises, by=by, meeting_id=meeting_id)
    if rows:
        st.markdown(f"**{_('What was promised here')}**")
    for row in rows:
        templates.draw(
            "views/meetings/promise_of_meeting.html",
            title=row["title"],
            owner=owner_of(row),
            standing=standing(row),
        )
        if row["thread"]:
            links.to("thread", links.plain(row["thread"]), thread=row["thread"])
