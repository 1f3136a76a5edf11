"""Tasks (督办): set with an owner and a date, done, put off with a reason, dropped with a reason.

The day that was promised first is kept beside the one that holds. Corrections, withdrawal and history are
those of every record (`actions/records.py`). Each verb is a unit of work in the caller's transaction.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, Principal
from dashboard.actions import record_rules, record_store, threads
from dashboard.actions.unit_of_work import Work, unit_of_work
from dashboard.errors import InvalidDraft, OutOfTurn, Problem
from dashboard.lookups import options
from dashboard.records.decisions import TASK
from dashboard.records.kinds import Input
from dashboard.schema.meetings import DoneDraft, DropDraft, PostponeDraft, Resolution, Task, TaskDraft


def set_task(
    *,
    session: Session,
    draft: TaskDraft,
    by: Principal,
    now: datetime,
    key: str,
    thread_id: int | None = None,
) -> Task:
    """Give somebody something to do by a day; `organisation_id` may be a company without an account.

    The thread is that of its resolution, else `thread_id`, else a new one. What is set in a matter rests on
    its last resolution that is not delivered. Raises NotAllowed, NotFound, AlreadyDone, InvalidDraft.
    """
    with unit_of_work(session, by=by, now=now, key=key) as work:
        home = draft.courtyard_id
        work.require(Action.SET_TASK, courtyard_id=home)
        late = [name for name in ("batch_id", "done_on", "dropped_on", "dropped_why") if getattr(draft, name)]
        if late:
            raise InvalidDraft(tuple(Problem(name, "another_verb") for name in late))
        if draft.resolution_id is None and thread_id is not None:
            threads.carried(session, thread_id, courtyard_id=home)
            draft = draft.model_copy(update={"resolution_id": _rests_on(session, thread_id, draft, by)})
        record_rules.check(session, TASK, draft, dict(draft), by=by, now=now, courtyard_id=home)
        thread = _thread(session, draft, thread_id)
        row = Task(**draft.model_dump(), thread_id=thread, id=record_store.fresh_id(session, TASK))
        record_store.added(work, TASK, row, verb="set_task")
        return row


def _thread(session: Session, draft: TaskDraft, given: int | None) -> int | None:
    """The matter of a task: its resolution's, else the one given, else a new one."""
    resolution = session.get(Resolution, draft.resolution_id) if draft.resolution_id else None
    if resolution is not None and resolution.thread_id is not None:
        return resolution.thread_id
    if given is not None:
        return threads.carried(session, given, courtyard_id=draft.courtyard_id)
    return threads.begin(session, day=draft.set_on, courtyard_id=draft.courtyard_id).id


def _rests_on(session: Session, thread_id: int, draft: TaskDraft, by: Principal) -> int | None:
    """The last resolution of a matter that its form offers, decided by the day and not delivered."""
    where, day = draft.courtyard_id, draft.set_on
    offer = options.offered(session, by=by, what=Input.RESOLUTION, courtyard_id=where, day=day)
    offered = {one.id for one in offer}
    asked = (
        select(col(Resolution.id))
        .where(
            col(Resolution.thread_id) == thread_id,
            col(Resolution.done_on).is_(None),
            col(Resolution.decided_on) <= draft.set_on,
        )
        .order_by(col(Resolution.decided_on).desc(), col(Resolution.id).desc())
    )
    return next((id_ for id_ in session.execute(asked).scalars() if id_ in offered), None)


def done(*, session: Session, draft: DoneDraft, by: Principal, now: datetime, key: str, version: int) -> Task:
    """Say that a task is done; whoever it was given to may say so too."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        given = {"done_on": draft.done_on, "done_note": draft.note}
        task = _opened(work, draft.task_id, Action.FINISH_TASK, version, given)
        if draft.done_on > work.today:
            raise InvalidDraft((Problem("done_on", "in_the_future"),))
        if draft.done_on < task.set_on:
            raise InvalidDraft((Problem("done_on", "ends_before_it_begins", {"since": task.set_on}),))
        return _written(work, task, given, verb="done")


def postpone(
    *, session: Session, draft: PostponeDraft, by: Principal, now: datetime, key: str, version: int
) -> Task:
    """Put a task off to another day, with the reason; the day promised first is kept."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        task = _opened(work, draft.task_id, Action.SET_TASK, version, {"due_on": draft.due_on})
        if draft.due_on == task.due_on:
            raise InvalidDraft((Problem("due_on", "same_day"),))
        if draft.due_on < max(work.today, task.set_on):
            raise InvalidDraft((Problem("due_on", "in_the_past"),))
        if draft.due_on > work.today + record_rules.FAR:
            raise InvalidDraft((Problem("due_on", "far_too_far_ahead"),))
        given = {"due_on": draft.due_on, "first_due_on": task.first_due_on or task.due_on}
        return _written(work, task, given, verb="postpone", reason=draft.reason)


def drop(*, session: Session, draft: DropDraft, by: Principal, now: datetime, key: str, version: int) -> Task:
    """Say that a task will not be done, with the reason."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        task = _opened(work, draft.task_id, Action.SET_TASK, version, {"dropped_why": draft.reason})
        given = {"dropped_on": work.today, "dropped_why": draft.reason}
        return _written(work, task, given, verb="drop", reason=draft.reason)


def _opened(work: Work, task_id: int, action: Action, version: int, mine: Mapping[str, Any]) -> Task:
    """The stored task that has not ended, if whoever writes may."""
    task = work.row(Task, task_id)
    work.require(action, courtyard_id=task.courtyard_id, handler_id=task.organisation_id)
    work.unchanged(task, version, mine)
    if task.done_on is not None or task.dropped_on is not None:
        raise OutOfTurn(action.value)
    return task


def _written(work: Work, task: Task, given: Mapping[str, Any], **how: Any) -> Task:
    """Write what changes; the reader's word for it stands in the history."""
    became = {name: value for name, value in given.items() if value != getattr(task, name)}
    record_store.written(work, TASK, task, became, **how)
    return task
