"""Tasks (督办): set with an owner and a date, done, put off with a reason, dropped with a reason.

The day that was promised first is kept beside the one that holds. Corrections, withdrawal and history are
those of every record (`actions/records.py`). Each verb runs in the caller's transaction.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.actions import audit, record_rules, record_store, threads
from dashboard.clock import civil
from dashboard.errors import InvalidDraft, NotFound, OutOfTurn, Problem
from dashboard.queries import options
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
    require(by, Action.SET_TASK, courtyard_id=draft.courtyard_id)
    audit.claim_key(session, key=key)
    late = [name for name in ("batch_id", "done_on", "dropped_on", "dropped_why") if getattr(draft, name)]
    if late:
        raise InvalidDraft(tuple(Problem(name, "another_verb") for name in late))
    home = draft.courtyard_id
    if draft.resolution_id is None and thread_id is not None:
        threads.carried(session, thread_id, courtyard_id=home)
        draft = draft.model_copy(update={"resolution_id": _rests_on(session, thread_id, draft, by)})
    record_rules.check(session, TASK, draft, dict(draft), by=by, now=now, courtyard_id=home)
    resolution = session.get(Resolution, draft.resolution_id) if draft.resolution_id else None
    thread = resolution.thread_id if resolution else None
    if thread is None and thread_id is not None:
        thread = threads.carried(session, thread_id, courtyard_id=draft.courtyard_id)
    thread = thread or threads.begin(session, day=draft.set_on, courtyard_id=draft.courtyard_id).id
    row = Task(**draft.model_dump(), thread_id=thread, id=record_store.fresh_id(session, TASK))
    record_store.added(session, TASK, row, by=by, now=now, key=key, verb="set_task")
    return row


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
    given = {"done_on": draft.done_on, "done_note": draft.note}
    task = _found(session, draft.task_id, by, Action.FINISH_TASK, key=key, version=version, mine=given)
    if draft.done_on > civil(now):
        raise InvalidDraft((Problem("done_on", "in_the_future"),))
    if draft.done_on < task.set_on:
        raise InvalidDraft((Problem("done_on", "ends_before_it_begins", {"since": task.set_on}),))
    return _written(session, task, given, by=by, now=now, key=key, verb="done")


def postpone(
    *, session: Session, draft: PostponeDraft, by: Principal, now: datetime, key: str, version: int
) -> Task:
    """Put a task off to another day, with the reason; the day promised first is kept."""
    mine = {"due_on": draft.due_on}
    task = _found(session, draft.task_id, by, Action.SET_TASK, key=key, version=version, mine=mine)
    if draft.due_on == task.due_on:
        raise InvalidDraft((Problem("due_on", "same_day"),))
    if draft.due_on < max(civil(now), task.set_on):
        raise InvalidDraft((Problem("due_on", "in_the_past"),))
    if draft.due_on > civil(now) + record_rules.FAR:
        raise InvalidDraft((Problem("due_on", "far_too_far_ahead"),))
    given = {"due_on": draft.due_on, "first_due_on": task.first_due_on or task.due_on}
    return _written(session, task, given, by=by, now=now, key=key, verb="postpone", reason=draft.reason)


def drop(*, session: Session, draft: DropDraft, by: Principal, now: datetime, key: str, version: int) -> Task:
    """Say that a task will not be done, with the reason."""
    mine = {"dropped_why": draft.reason}
    task = _found(session, draft.task_id, by, Action.SET_TASK, key=key, version=version, mine=mine)
    given = {"dropped_on": civil(now), "dropped_why": draft.reason}
    return _written(session, task, given, by=by, now=now, key=key, verb="drop", reason=draft.reason)


def _found(
    session: Session,
    task_id: int,
    by: Principal,
    action: Action,
    *,
    key: str,
    version: int,
    mine: Mapping[str, Any],
) -> Task:
    """The stored task that has not ended, locked behind the head, if `by` may."""
    task = session.get(Task, task_id)
    if task is None:
        raise NotFound(TASK.noun)
    require(by, action, courtyard_id=task.courtyard_id, handler_id=task.organisation_id)
    audit.claim_key(session, key=key)
    # The row was read before the head was locked: another writer may have been faster.
    session.refresh(task)
    audit.check_version(task, version=version, mine=mine)
    if task.done_on is not None or task.dropped_on is not None:
        raise OutOfTurn(action.value)
    return task


def _written(session: Session, task: Task, given: Mapping[str, Any], **how: Any) -> Task:
    """Write what changes; the reader's word for it stands in the history."""
    became = {name: value for name, value in given.items() if value != getattr(task, name)}
    record_store.written(session, TASK, task, became, **how)
    return task
