"""What was resolved, on what it rests, and that it was delivered.

A resolution carries the thread of the matter that it decides, or begins one. Corrections, withdrawal and
history are those of every record (`actions/records.py`). Each verb is a unit of work in the
caller's transaction.
"""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from dashboard.access import Action, Principal
from dashboard.actions import record_rules, record_store, records, threads
from dashboard.actions.unit_of_work import Work, unit_of_work
from dashboard.errors import InvalidDraft, Problem
from dashboard.records.decisions import RESOLUTION
from dashboard.schema.base import Record
from dashboard.schema.meetings import AgendaItem, Meeting, Resolution, ResolutionDraft
from dashboard.schema.votes import Vote


def resolve(
    *,
    session: Session,
    draft: ResolutionDraft,
    by: Principal,
    now: datetime,
    key: str,
    thread_id: int | None = None,
) -> Resolution:
    """Record what a meeting or a vote decided, who answers for it and by when.

    The thread is that of the agenda item, its request or the vote, else `thread_id`, else a new one.
    Raises NotAllowed, NotFound, AlreadyDone, InvalidDraft.
    """
    with unit_of_work(session, by=by, now=now, key=key) as work:
        home = draft.courtyard_id
        work.require(Action.RECORD_RESOLUTION, courtyard_id=home)
        basis = _basis(work, draft)
        meeting = basis["meeting"]
        if meeting is not None:
            work.require(Action.RECORD_RESOLUTION, courtyard_id=meeting.courtyard_id or home)
            draft = draft.model_copy(update={"meeting_id": meeting.id})
        _rests(draft, **basis)
        record_rules.check(session, RESOLUTION, draft, dict(draft), by=by, now=now, courtyard_id=home)
        values = draft.model_dump() | {"thread_id": _thread(session, draft, basis, thread_id)}
        resolution = Resolution(**values, id=record_store.fresh_id(session, RESOLUTION))
        record_store.added(work, RESOLUTION, resolution, verb="resolve")
        return resolution


def deliver(
    *,
    session: Session,
    resolution_id: int,
    done_on: date,
    by: Principal,
    now: datetime,
    key: str,
    version: int,
) -> Resolution:
    """Say on which day a resolution was delivered; raises OutOfTurn where that was said before."""
    records.follow_up(
        session=session,
        kind=RESOLUTION,
        ref=resolution_id,
        values={"done_on": done_on},
        by=by,
        now=now,
        key=key,
        version=version,
    )
    return session.get_one(Resolution, resolution_id)


def _basis(work: Work, draft: ResolutionDraft) -> dict[str, Any]:
    """The agenda item, vote and meeting that a resolution rests on; raises NotFound for one that is not."""
    vote = _row(work, Vote, draft.vote_id)
    item = _row(work, AgendaItem, draft.agenda_item_id or (vote.agenda_item_id if vote else None))
    meeting = _row(work, Meeting, draft.meeting_id or (item.meeting_id if item else None))
    return {"item": item, "vote": vote, "meeting": meeting}


def _row(work: Work, table: type[Record], ref: int | None) -> Any:
    return None if ref is None else work.row(table, ref)


def _rests(draft: ResolutionDraft, *, item: Any, vote: Any, meeting: Any) -> None:
    """Raise InvalidDraft where the parts of the basis do not fit together."""
    problems = []
    if meeting is None and vote is None:
        problems.append(Problem("meeting_id", "basis_needed"))
    if draft.batch_id is not None or draft.done_on is not None:
        problems.append(Problem("done_on", "another_verb"))
    if vote is not None and not vote.passed:
        problems.append(Problem("vote_id", "vote_did_not_pass"))
    if item is not None and item.meeting_id != meeting.id:
        problems.append(Problem("agenda_item_id", "another_meeting"))
    homes = {one.courtyard_id for one in (vote, meeting) if one is not None} - {None}
    if homes - {draft.courtyard_id}:
        problems.append(Problem("courtyard_id", "another_meeting"))
    if meeting is not None and draft.decided_on < meeting.held_on:
        problems.append(Problem("decided_on", "before_the_meeting"))
    if problems:
        raise InvalidDraft(tuple(problems))


def _thread(session: Session, draft: ResolutionDraft, basis: dict[str, Any], given: int | None) -> int:
    """The thread of the matter; an agenda item without one gets the one that is begun."""
    item, vote, home = basis["item"], basis["vote"], draft.courtyard_id
    found = vote.thread_id if vote is not None else None
    if found is None and given is not None:
        found = threads.carried(session, given, courtyard_id=home)
    if item is not None:
        day = draft.decided_on
        found = threads.of_item(session, item, day=day, courtyard_id=home, carried_on=found)
    found = found or threads.begin(session, day=draft.decided_on, courtyard_id=home).id or 0
    if vote is not None:
        threads.carry(session, vote, int(found))
    return int(found)
