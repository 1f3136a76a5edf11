"""The meeting loop: record a meeting, who sat for each party, which households came.

Each verb runs in the caller's transaction, as those of the request loop do.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, Scope, require, scope
from dashboard.actions import audit, duties, record_store
from dashboard.clock import civil
from dashboard.errors import InvalidDraft, NotAllowed, NotFound, Problem
from dashboard.indicators import cells
from dashboard.indicators.evidence import in_force
from dashboard.records.loop import MEETING
from dashboard.rules.meetings import COURTYARD_NEEDED, OPEN, WHOLE_SITE, sits
from dashboard.schema.meetings import (
    HouseholdAttendance,
    HouseholdAttendanceDraft,
    Meeting,
    MeetingDraft,
    PartyAttendance,
    PartyAttendanceDraft,
)
from dashboard.schema.organisations import Organisation, Term
from dashboard.schema.places import Household

NOUN = "meeting"


def record(*, session: Session, draft: MeetingDraft, by: Principal, now: datetime, key: str) -> Meeting:
    """Record a meeting that was held; raises NotAllowed, AlreadyDone, InvalidDraft."""
    require(by, Action.RECORD_MEETING, courtyard_id=draft.courtyard_id)
    if scope(by, Action.RECORD_MEETING) is Scope.OWN and draft.kind not in COURTYARD_NEEDED:
        raise NotAllowed(Action.RECORD_MEETING.value)
    audit.claim_key(session, key=key)
    if draft.batch_id is not None:
        raise InvalidDraft((Problem("batch_id", "another_verb"),))
    _possible(session, draft, now)
    meeting = Meeting(**draft.model_dump(), id=record_store.fresh_id(session, MEETING))
    session.add(meeting)
    session.flush()
    audit.remember_key(session, key=key, noun=NOUN, ref=meeting.id or 0, now=now)
    cells.touch(session, Meeting, first=meeting.held_on, now=now, courtyard_id=meeting.courtyard_id)
    duties.noted(session, Meeting, meeting.courtyard_id, meeting.held_on, now)
    return _told(session, meeting, by, "record", now, kind=meeting.kind.value)


def attend(
    *, session: Session, draft: HouseholdAttendanceDraft, by: Principal, now: datetime, key: str
) -> Meeting:
    """Add the households that came, take back those that did not; each counts once.

    What two people enter about different homes adds up, so no version is asked for.
    """
    meeting = _found(session, draft.meeting_id, by, key)
    if meeting.kind not in OPEN:
        raise InvalidDraft((Problem("household_id", "counts_no_households"),))
    if {*draft.came} & {*draft.stayed_away}:
        raise InvalidDraft((Problem("household_id", "came_and_stayed_away"),))
    _entitled(session, meeting, draft)
    of_meeting = col(HouseholdAttendance.meeting_id) == meeting.id
    there = set(session.execute(select(col(HouseholdAttendance.household_id)).where(of_meeting)).scalars())
    came, gone = sorted({*draft.came} - there), sorted({*draft.stayed_away} & there)
    for id_ in came:
        session.add(HouseholdAttendance(meeting_id=meeting.id or 0, household_id=id_))
    away = of_meeting & col(HouseholdAttendance.household_id).in_(gone)
    session.execute(delete(HouseholdAttendance).where(away))
    session.flush()
    audit.remember_key(session, key=key, noun=NOUN, ref=meeting.id or 0, now=now)
    for courtyard_id in _courtyards(session, [*came, *gone]):
        first = meeting.held_on
        cells.touch(session, HouseholdAttendance, first=first, now=now, courtyard_id=courtyard_id)
    return _told(session, meeting, by, "attend", now, came=len(came), taken_back=len(gone))


def seat_all(
    *, session: Session, drafts: Sequence[PartyAttendanceDraft], by: Principal, now: datetime, key: str
) -> Meeting:
    """Say how bodies, or people of them, sat at one meeting: all of it or nothing.

    What is said again takes the place of what was said before. Raises NotAllowed, NotFound, AlreadyDone,
    InvalidDraft.
    """
    if not drafts:
        raise InvalidDraft((Problem("organisation_id", "missing"),))
    meeting = _found(session, drafts[0].meeting_id, by, key)
    for draft in drafts:
        _sits(session, meeting, draft, by)
        row = _seated(session, draft)
        told = {"party": row.party.value, "presence": row.presence.value}
        _told(session, meeting, by, "seat", now, organisation_id=row.organisation_id, **told)
    audit.remember_key(session, key=key, noun=NOUN, ref=meeting.id or 0, now=now)
    cells.touch(session, PartyAttendance, first=meeting.held_on, now=now, courtyard_id=meeting.courtyard_id)
    return meeting


def unseat(*, session: Session, seat_id: int, by: Principal, now: datetime, key: str) -> Meeting:
    """Take back what was said about how somebody sat."""
    if scope(by, Action.RECORD_MEETING) is None:
        raise NotAllowed(Action.RECORD_MEETING.value)
    # Before the row is looked for: the first of two clicks has taken it away.
    audit.claim_key(session, key=key)
    row = session.get(PartyAttendance, seat_id)
    if row is None:
        raise NotFound("party_attendance")
    meeting = _found(session, row.meeting_id, by, key)
    if row.person_id is not None and scope(by, Action.RECORD_MEETING) is not Scope.ANY:
        raise NotAllowed(Action.RECORD_MEETING.value)
    told = {"party": row.party.value, "presence": row.presence.value}
    organisation_id = row.organisation_id
    session.delete(row)
    session.flush()
    audit.remember_key(session, key=key, noun=NOUN, ref=meeting.id or 0, now=now)
    cells.touch(session, PartyAttendance, first=meeting.held_on, now=now, courtyard_id=meeting.courtyard_id)
    return _told(session, meeting, by, "unseat", now, organisation_id=organisation_id, **told)


def _found(session: Session, meeting_id: int, by: Principal, key: str) -> Meeting:
    meeting = session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound(NOUN)
    require(by, Action.RECORD_MEETING, courtyard_id=meeting.courtyard_id)
    audit.claim_key(session, key=key)
    return meeting


def _told(
    session: Session, meeting: Meeting, by: Principal, verb: str, now: datetime, **details: object
) -> Meeting:
    audit.record(
        session,
        by=by,
        verb=verb,
        noun=NOUN,
        now=now,
        ref=meeting.id,
        courtyard_id=meeting.courtyard_id,
        details=details,
    )
    return meeting


def _possible(session: Session, draft: MeetingDraft, now: datetime) -> None:
    if draft.held_on > civil(now):
        raise InvalidDraft((Problem("held_on", "in_the_future"),))
    if draft.kind in COURTYARD_NEEDED and draft.courtyard_id is None:
        raise InvalidDraft((Problem("courtyard_id", "courtyard_needed"),))
    if draft.kind in WHOLE_SITE and draft.courtyard_id is not None:
        raise InvalidDraft((Problem("courtyard_id", "whole_site_only"),))
    # A meeting that two people record would count its households twice.
    where = col(Meeting.courtyard_id)
    same = select(col(Meeting.id)).where(
        col(Meeting.kind) == draft.kind,
        col(Meeting.held_on) == draft.held_on,
        col(Meeting.title) == draft.title,
        where.is_(None) if draft.courtyard_id is None else where == draft.courtyard_id,
    )
    if session.execute(same).first():
        raise InvalidDraft((Problem("title", "meeting_there_already"),))


def _entitled(session: Session, meeting: Meeting, draft: HouseholdAttendanceDraft) -> None:
    asked = {*draft.came, *draft.stayed_away}
    may = select(col(Household.id)).where(col(Household.id).in_(asked), in_force(Household, meeting.held_on))
    if meeting.courtyard_id is not None:
        may = may.where(col(Household.courtyard_id) == meeting.courtyard_id)
    if asked - set(session.execute(may).scalars()):
        raise InvalidDraft((Problem("household_id", "not_in_courtyard"),))


def _courtyards(session: Session, households: Sequence[int]) -> list[int]:
    where = select(col(Household.courtyard_id)).where(col(Household.id).in_(households)).distinct()
    return sorted(session.execute(where).scalars())


def _seated(session: Session, draft: PartyAttendanceDraft) -> PartyAttendance:
    """The one row of a body, or of a person of it, at a meeting: new, or said again."""
    person = col(PartyAttendance.person_id)
    same = select(PartyAttendance).where(
        col(PartyAttendance.meeting_id) == draft.meeting_id,
        col(PartyAttendance.organisation_id) == draft.organisation_id,
        person.is_(None) if draft.person_id is None else person == draft.person_id,
    )
    row = session.execute(same).scalars().first()
    if row is None:
        row = PartyAttendance(**draft.model_dump())
        session.add(row)
    else:
        row.party, row.presence = draft.party, draft.presence
        audit.bump_version(row)
    session.flush()
    return row


def _sits(session: Session, meeting: Meeting, draft: PartyAttendanceDraft, by: Principal) -> None:
    """A seat names a body that may sit there; people by name are for those who keep every courtyard."""
    everywhere = scope(by, Action.RECORD_MEETING) is Scope.ANY
    if draft.meeting_id != meeting.id or draft.batch_id is not None:
        raise InvalidDraft((Problem("meeting_id", "another_verb"),))
    if draft.person_id is not None and not everywhere:
        raise NotAllowed(Action.RECORD_MEETING.value)
    body = session.get(Organisation, draft.organisation_id) if draft.organisation_id else None
    if body is None:
        raise InvalidDraft((Problem("organisation_id", "missing"),))
    stood = body.since <= meeting.held_on and (body.until is None or body.until >= meeting.held_on)
    own = None if everywhere else by.courtyard_id
    fits = sits(body.kind, body.courtyard_id, meeting_at=meeting.courtyard_id, keepers_of=own)
    if not (stood and fits and body.site_id == meeting.site_id):
        raise InvalidDraft((Problem("organisation_id", "does_not_sit_here"),))
    if draft.person_id is not None and not _in_office(session, draft, meeting):
        raise InvalidDraft((Problem("organisation_id", "not_in_office"),))


def _in_office(session: Session, draft: PartyAttendanceDraft, meeting: Meeting) -> bool:
    """Whether the person held a post in the body on the day of the meeting."""
    ended = col(Term.ended_on)
    held = select(col(Term.id)).where(
        col(Term.person_id) == draft.person_id,
        col(Term.organisation_id) == draft.organisation_id,
        col(Term.since) <= meeting.held_on,
        col(Term.until) >= meeting.held_on,
        or_(ended.is_(None), ended >= meeting.held_on),
    )
    return session.execute(held).first() is not None
