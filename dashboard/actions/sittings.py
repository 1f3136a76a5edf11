"""The course of a meeting: called ahead, opened with its numbers frozen, closed. Only a closed one counts.

Each verb is a unit of work in the caller's transaction. What is frozen is made by whoever calls (`freeze`):
the briefing stands above the actions.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, Scope, scope
from dashboard.actions import audit, duties, record_store
from dashboard.actions.unit_of_work import Work, unit_of_work
from dashboard.errors import InvalidDraft, NotAllowed, OutOfTurn, Problem
from dashboard.records.loop import MEETING
from dashboard.rules.meetings import COURTYARD_NEEDED, WHOLE_SITE
from dashboard.schema.accounts import AuditEvent
from dashboard.schema.meetings import Frozen, Meeting, MeetingDraft, Stage

NOUN = "meeting"
AHEAD = timedelta(days=366)

Freeze: TypeAlias = Callable[[Session, int, datetime], Mapping[str, Any]]
"""Makes the briefing of a meeting as plain JSON: session, meeting, moment."""


def call(*, session: Session, draft: MeetingDraft, by: Principal, now: datetime, key: str) -> Meeting:
    """Call a meeting for a day to come; raises NotAllowed, AlreadyDone, InvalidDraft."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        work.require(Action.RECORD_MEETING, courtyard_id=draft.courtyard_id)
        if scope(by, Action.RECORD_MEETING) is Scope.OWN and draft.kind not in COURTYARD_NEEDED:
            raise NotAllowed(Action.RECORD_MEETING.value)
        possible(work, draft)
        values = draft.model_dump() | {"notice_on": draft.notice_on or work.today, "stage": Stage.CALLED}
        meeting = work.add(Meeting(**values, id=record_store.fresh_id(session, MEETING)))
        _told(work, meeting, "call", kind=meeting.kind.value, held_on=meeting.held_on.isoformat())
        return meeting


def open_meeting(
    *, session: Session, meeting_id: int, freeze: Freeze, by: Principal, now: datetime, key: str, version: int
) -> Meeting:
    """Open a called meeting today and freeze what it is shown; raises OutOfTurn, StaleVersion.

    The day it is opened is the day it is held, whatever it was called for; an hour said for another day goes.
    """
    with unit_of_work(session, by=by, now=now, key=key) as work:
        meeting = _opened(work, meeting_id)
        if meeting.stage is not Stage.CALLED:
            raise OutOfTurn("open_meeting")
        work.unchanged(meeting, version)
        if meeting.held_on != work.today:
            meeting.held_on, meeting.begins_at = work.today, None
        meeting.stage, meeting.opened_at = Stage.OPEN, now
        event = _told(work, meeting, "open")
        frozen = Frozen(
            meeting_id=meeting_id,
            at=now,
            seq=event.seq,
            revision=audit.locked_head(session).revision,
            head=event.hash,
            body=dict(freeze(session, meeting_id, now)),
        )
        work.add(frozen)
        return meeting


def close_meeting(
    *, session: Session, meeting_id: int, by: Principal, now: datetime, key: str, version: int
) -> Meeting:
    """Close an open meeting: from now on it counts; raises OutOfTurn, StaleVersion."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        meeting = _opened(work, meeting_id)
        if meeting.stage is not Stage.OPEN:
            raise OutOfTurn("close_meeting")
        work.unchanged(meeting, version)
        meeting.stage, meeting.closed_at = Stage.HELD, now
        duties.noted(work, Meeting, meeting.courtyard_id, meeting.held_on)
        _told(work, meeting, "close")
        return meeting


def standing(work: Work, meeting_id: int) -> Meeting:
    """A meeting that has not been closed, for whoever may run it; raises OutOfTurn once it is."""
    meeting = _opened(work, meeting_id)
    if meeting.stage is Stage.HELD:
        raise OutOfTurn("meeting_is_closed")
    return meeting


def _opened(work: Work, meeting_id: int) -> Meeting:
    meeting = work.row(Meeting, meeting_id)
    work.require(Action.RECORD_MEETING, courtyard_id=meeting.courtyard_id)
    return meeting


def _told(work: Work, meeting: Meeting, verb: str, **details: object) -> AuditEvent:
    work.counts(since=meeting.held_on, courtyard_id=meeting.courtyard_id)
    return work.event(verb, noun=NOUN, ref=meeting.id, courtyard_id=meeting.courtyard_id, details=details)


def possible(work: Work, draft: MeetingDraft, *, besides: int | None = None) -> None:
    """A day to come within a year, a place that fits the kind, and not called already but as `besides`."""
    problems = []
    if draft.batch_id is not None:
        problems.append(Problem("batch_id", "another_verb"))
    if draft.held_on < work.today:
        problems.append(Problem("held_on", "in_the_past"))
    if draft.held_on > work.today + AHEAD:
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
    if work.session.execute(same).first():
        problems.append(Problem("title", "meeting_there_already"))
    if problems:
        raise InvalidDraft(tuple(problems))
