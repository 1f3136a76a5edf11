"""What was resolved, on what it rests, and that it was delivered.

A resolution carries the thread of the matter that it decides, or begins one. Corrections, withdrawal and
history are those of every record (`actions/records.py`). Each verb runs in the caller's transaction.
"""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from dashboard.access import Action, Principal, require
from dashboard.actions import audit, record_rules, record_store, records, threads
from dashboard.errors import InvalidDraft, NotFound, Problem
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
    require(by, Action.RECORD_RESOLUTION, courtyard_id=draft.courtyard_id)
    audit.claim_key(session, key=key)
    basis = _basis(session, draft)
    meeting = basis["meeting"]
    if meeting is not None:
        require(by, Action.RECORD_RESOLUTION, courtyard_id=meeting.courtyard_id or draft.courtyard_id)
        draft = draft.model_copy(update={"meeting_id": meeting.id})
    _rests(draft, **basis)
    home = draft.courtyard_id
    record_rules.check(session, RESOLUTION, draft, dict(draft), by=by, now=now, courtyard_id=home)
    thread = _thread(session, draft, basis, thread_id)
    row = Resolution(**draft.model_dump(), thread_id=thread, id=record_store.fresh_id(session, RESOLUTION))
    record_store.added(session, RESOLUTION, row, by=by, now=now, key=key, verb="resolve")
    return row


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


def _basis(session: Session, draft: ResolutionDraft) -> dict[str, Any]:
    """The agenda item, vote and meeting that a resolution rests on; raises NotFound for one that is not."""
    vote = _get(session, Vote, draft.vote_id)
    item = _get(session, AgendaItem, draft.agenda_item_id or (vote.agenda_item_id if vote else None))
    meeting = _get(session, Meeting, draft.meeting_id or (item.meeting_id if item else None))
    return {"item": item, "vote": vote, "meeting": meeting}


def _get(session: Session, table: type[Record], ref: int | None) -> Any:
    if ref is None:
        return None
    row = session.get(table, ref)
    if row is None:
        raise NotFound(str(table.__tablename__))
    return row


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
    if vote is not None and vote.thread_id is None:
        vote.thread_id = found
    return int(found)
