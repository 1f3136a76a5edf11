"""The course of a meeting: called ahead, opened with its numbers frozen, closed. Only a closed one counts.

Each verb runs in the caller's transaction. What is frozen is made by whoever calls (`freeze`): the briefing
stands above the actions.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, Scope, require, scope
from dashboard.actions import audit, duties, record_store
from dashboard.clock import civil
from dashboard.errors import InvalidDraft, NotAllowed, NotFound, OutOfTurn, Problem
from dashboard.indicators import cells
from dashboard.records.loop import MEETING
from dashboard.rules.meetings import COURTYARD_NEEDED, WHOLE_SITE
from dashboard.schema.meetings import Frozen, HouseholdAttendance, Meeting, MeetingDraft, Stage

NOUN = "meeting"
AHEAD = timedelta(days=366)

Freeze: TypeAlias = Callable[[Session, int, datetime], Mapping[str, Any]]
"""Makes the briefing of a meeting as plain JSON: session, meeting, moment."""


def call(*, session: Session, draft: MeetingDraft, by: Principal, now: datetime, key: str) -> Meeting:
    """Call a meeting for a day to come; raises NotAllowed, AlreadyDone, InvalidDraft."""
    require(by, Action.RECORD_MEETING, courtyard_id=draft.courtyard_id)
    if scope(by, Action.RECORD_MEETING) is Scope.OWN and draft.kind not in COURTYARD_NEEDED:
        raise NotAllowed(Action.RECORD_MEETING.value)
    audit.claim_key(session, key=key)
    possible(session, draft, now)
    draft = draft.model_copy(update={"notice_on": draft.notice_on or civil(now)})
    meeting = Meeting(**draft.model_dump(), stage=Stage.CALLED, id=record_store.fresh_id(session, MEETING))
    session.add(meeting)
    session.flush()
    audit.remember_key(session, key=key, noun=NOUN, ref=meeting.id or 0, now=now)
    _told(session, meeting, by, "call", now, kind=meeting.kind.value, held_on=meeting.held_on.isoformat())
    return meeting


def open_meeting(
    *, session: Session, meeting_id: int, freeze: Freeze, by: Principal, now: datetime, key: str, version: int
) -> Meeting:
    """Open a called meeting today and freeze what it is shown; raises OutOfTurn, StaleVersion.

    The day it is opened is the day it is held, whatever it was called for; an hour said for another day goes.
    """
    meeting = _found(session, meeting_id, by, key)
    if meeting.stage is not Stage.CALLED:
        raise OutOfTurn("open_meeting")
    audit.check_version(meeting, version=version, mine={})
    today = civil(now)
    if meeting.held_on != today:
        meeting.held_on, meeting.begins_at = today, None
    meeting.stage, meeting.opened_at = Stage.OPEN, now
    audit.bump_version(meeting)
    session.flush()
    event = _told(session, meeting, by, "open", now)
    head = audit.locked_head(session)
    frozen = Frozen(
        meeting_id=meeting_id,
        at=now,
        seq=event.seq,
        revision=head.revision,
        head=event.hash,
        body=dict(freeze(session, meeting_id, now)),
    )
    session.add(frozen)
    session.flush()
    audit.remember_key(session, key=key, noun=NOUN, ref=meeting_id, now=now)
    return meeting


def close_meeting(
    *, session: Session, meeting_id: int, by: Principal, now: datetime, key: str, version: int
) -> Meeting:
    """Close an open meeting: from now on it counts; raises OutOfTurn, StaleVersion."""
    meeting = _found(session, meeting_id, by, key)
    if meeting.stage is not Stage.OPEN:
        raise OutOfTurn("close_meeting")
    audit.check_version(meeting, version=version, mine={})
    meeting.stage, meeting.closed_at = Stage.HELD, now
    audit.bump_version(meeting)
    session.flush()
    audit.remember_key(session, key=key, noun=NOUN, ref=meeting_id, now=now)
    for table in (Meeting, HouseholdAttendance):
        cells.touch(session, table, first=meeting.held_on, now=now, courtyard_id=meeting.courtyard_id)
    duties.noted(session, Meeting, meeting.courtyard_id, meeting.held_on, now)
    _told(session, meeting, by, "close", now)
    return meeting


def standing(session: Session, meeting_id: int, by: Principal, key: str) -> Meeting:
    """A meeting that has not been closed, for whoever may run it; raises OutOfTurn once it is."""
    meeting = _found(session, meeting_id, by, key)
    if meeting.stage is Stage.HELD:
        raise OutOfTurn("meeting_is_closed")
    return meeting


def _found(session: Session, meeting_id: int, by: Principal, key: str) -> Meeting:
    meeting = session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound(NOUN)
    require(by, Action.RECORD_MEETING, courtyard_id=meeting.courtyard_id)
    audit.claim_key(session, key=key)
    return meeting


def _told(
    session: Session, meeting: Meeting, by: Principal, verb: str, now: datetime, **details: object
) -> Any:
    where: dict[str, Any] = {"ref": meeting.id, "courtyard_id": meeting.courtyard_id}
    return audit.record(session, by=by, verb=verb, noun=NOUN, now=now, details=details, **where)


def possible(session: Session, draft: MeetingDraft, now: datetime, *, besides: int | None = None) -> None:
    """A day to come within a year, a place that fits the kind, and not called already but as `besides`."""
    today = civil(now)
    problems = []
    if draft.batch_id is not None:
        problems.append(Problem("batch_id", "another_verb"))
    if draft.held_on < today:
        problems.append(Problem("held_on", "in_the_past"))
    if draft.held_on > today + AHEAD:
        problems.append(Problem("held_on", "too_far_ahead"))
    if draft.kind in COURTYARD_NEEDED and draft.courtyard_id is None:
        problems.append(Problem("courtyard_id", "courtyard_needed"))
    if draft.kind in WHOLE_SITE and draft.courtyard_id is not None:
        problems.append(Problem("courtyard_id", "whole_site_only"))
    where = col(Meeting.courtyard_id)
    same = select(col(Meeting.id)).where(
        col(Meeting.kind) == draft.kind,
        col(Meeting.held_on) == draft.held_on,
        where.is_(None) if draft.courtyard_id is None else where == draft.courtyard_id,
        col(Meeting.id) != (besides or 0),
    )
    if session.execute(same).first():
        problems.append(Problem("title", "meeting_there_already"))
    if problems:
        raise InvalidDraft(tuple(problems))
