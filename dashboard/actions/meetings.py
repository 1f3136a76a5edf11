"""The meeting loop: record a meeting, who sat for each party, which households came.

Each verb is a unit of work in the caller's transaction.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, Scope, scope
from dashboard.actions import duties, record_store
from dashboard.actions.unit_of_work import Work, unit_of_work
from dashboard.errors import InvalidDraft, NotAllowed, Problem
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
    with unit_of_work(session, by=by, now=now, key=key) as work:
        work.require(Action.RECORD_MEETING, courtyard_id=draft.courtyard_id)
        if scope(by, Action.RECORD_MEETING) is Scope.OWN and draft.kind not in COURTYARD_NEEDED:
            raise NotAllowed(Action.RECORD_MEETING.value)
        if draft.batch_id is not None:
            raise InvalidDraft((Problem("batch_id", "another_verb"),))
        _possible(work, draft)
        meeting = work.add(Meeting(**draft.model_dump(), id=record_store.fresh_id(session, MEETING)))
        work.counts(since=meeting.held_on, courtyard_id=meeting.courtyard_id)
        duties.noted(work, Meeting, meeting.courtyard_id, meeting.held_on)
        return _told(work, meeting, "record", kind=meeting.kind.value)


def attend(
    *, session: Session, draft: HouseholdAttendanceDraft, by: Principal, now: datetime, key: str
) -> Meeting:
    """Add the households that came, take back those that did not; each counts once.

    What two people enter about different homes adds up, so no version is asked for.
    """
    with unit_of_work(session, by=by, now=now, key=key) as work:
        meeting = _opened(work, draft.meeting_id)
        if meeting.kind not in OPEN:
            raise InvalidDraft((Problem("household_id", "counts_no_households"),))
        if {*draft.came} & {*draft.stayed_away}:
            raise InvalidDraft((Problem("household_id", "came_and_stayed_away"),))
        _entitled(session, meeting, draft)
        of_meeting, home = col(HouseholdAttendance.meeting_id) == meeting.id, HouseholdAttendance.household_id
        there = set(session.execute(select(col(home)).where(of_meeting)).scalars())
        came, gone = sorted({*draft.came} - there), sorted({*draft.stayed_away} & there)
        for id_ in came:
            session.add(HouseholdAttendance(meeting_id=meeting.id or 0, household_id=id_))
        if gone:
            session.execute(delete(HouseholdAttendance).where(of_meeting, col(home).in_(gone)))
        for courtyard_id in _courtyards(session, [*came, *gone]):
            work.counts(since=meeting.held_on, courtyard_id=courtyard_id)
        return _told(work, meeting, "attend", came=len(came), taken_back=len(gone))


def seat_all(
    *, session: Session, drafts: Sequence[PartyAttendanceDraft], by: Principal, now: datetime, key: str
) -> Meeting:
    """Say how bodies, or people of them, sat at one meeting: all of it or nothing.

    What is said again takes the place of what was said before. Raises NotAllowed, NotFound, AlreadyDone,
    InvalidDraft.
    """
    if not drafts:
        raise InvalidDraft((Problem("organisation_id", "missing"),))
    with unit_of_work(session, by=by, now=now, key=key) as work:
        meeting = _opened(work, drafts[0].meeting_id)
        for draft in drafts:
            _sits(session, meeting, draft, by)
            _told(work, meeting, "seat", **_how(_seated(work, draft)))
        work.counts(since=meeting.held_on, courtyard_id=meeting.courtyard_id)
        return meeting


def unseat(*, session: Session, seat_id: int, by: Principal, now: datetime, key: str) -> Meeting:
    """Take back what was said about how somebody sat."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        if scope(by, Action.RECORD_MEETING) is None:
            raise NotAllowed(Action.RECORD_MEETING.value)
        seat = work.row(PartyAttendance, seat_id)
        meeting = _opened(work, seat.meeting_id)
        if seat.person_id is not None and scope(by, Action.RECORD_MEETING) is not Scope.ANY:
            raise NotAllowed(Action.RECORD_MEETING.value)
        session.delete(seat)
        work.counts(since=meeting.held_on, courtyard_id=meeting.courtyard_id)
        return _told(work, meeting, "unseat", **_how(seat))


def _opened(work: Work, meeting_id: int) -> Meeting:
    meeting = work.row(Meeting, meeting_id)
    work.require(Action.RECORD_MEETING, courtyard_id=meeting.courtyard_id)
    return meeting


def _how(seat: PartyAttendance) -> dict[str, object]:
    """What the trail says of a seat: the body, never the person."""
    return {
        "organisation_id": seat.organisation_id,
        "party": seat.party.value,
        "presence": seat.presence.value,
    }


def _told(work: Work, meeting: Meeting, verb: str, **details: object) -> Meeting:
    work.event(verb, noun=NOUN, ref=meeting.id, courtyard_id=meeting.courtyard_id, details=details)
    return meeting


def _possible(work: Work, draft: MeetingDraft) -> None:
    if draft.held_on > work.today:
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
    if work.session.execute(same).first():
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


def _seated(work: Work, draft: PartyAttendanceDraft) -> PartyAttendance:
    """The one row of a body, or of a person of it, at a meeting: new, or said again."""
    person = col(PartyAttendance.person_id)
    same = select(PartyAttendance).where(
        col(PartyAttendance.meeting_id) == draft.meeting_id,
        col(PartyAttendance.organisation_id) == draft.organisation_id,
        person.is_(None) if draft.person_id is None else person == draft.person_id,
    )
    seat: PartyAttendance | None = work.session.execute(same).scalars().first()
    if seat is None:
        return work.add(PartyAttendance(**draft.model_dump()))
    seat.party, seat.presence = draft.party, draft.presence
    return seat


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
