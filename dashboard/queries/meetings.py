"""Reads of meetings: the list with its turnout, one meeting, which flats came, for whom that is open."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlmodel import Session, col

from dashboard.access import Action, FieldAccess, Principal, allows, field_access, may_name, require, scope
from dashboard.errors import NotAllowed, NotFound
from dashboard.indicators.evidence import in_force
from dashboard.indicators.shared_evidence import serving
from dashboard.privacy import masking
from dashboard.queries import turnout
from dashboard.rules.meetings import OPEN, party
from dashboard.schema.base import Privacy
from dashboard.schema.meetings import (
    HouseholdAttendance,
    Meeting,
    MeetingKind,
    PartyAttendance,
    Stage,
)
from dashboard.schema.organisations import Organisation, Person, Term
from dashboard.schema.places import Courtyard, Household

SHOWN_AT_MOST = 40


def listed(
    session: Session, *, by: Principal, courtyard_id: int | None = None, kind: str | None = None
) -> list[dict[str, Any]]:
    """Meetings, the latest first, each with `came` of `entitled` households, both None where withheld."""
    _may(by)
    statement = _columns().where(col(Meeting.stage) == Stage.HELD)
    if courtyard_id is not None:
        statement = statement.where(
            or_(col(Meeting.courtyard_id) == courtyard_id, col(Meeting.courtyard_id).is_(None))
        )
    if kind is not None:
        statement = statement.where(col(Meeting.kind) == MeetingKind(kind))
    newest = statement.order_by(col(Meeting.held_on).desc(), col(Meeting.id).desc()).limit(SHOWN_AT_MOST)
    return _shown(session, by, session.execute(newest))


def ahead(session: Session, *, by: Principal) -> list[dict[str, Any]]:
    """Meetings that are called or open, the next first; `may_record` says whether the reader may run one."""
    _may(by)
    statement = _columns().where(col(Meeting.stage) != Stage.HELD)
    found = session.execute(statement.order_by(col(Meeting.held_on), col(Meeting.id)).limit(SHOWN_AT_MOST))
    rows = [dict(row._mapping) for row in found]
    may = Action.RECORD_MEETING
    return [row | {"may_record": allows(by, may, courtyard_id=row["courtyard_id"])} for row in rows]


def one(session: Session, *, by: Principal, meeting_id: int) -> dict[str, Any]:
    """A meeting with its counts as in the list; `may_record` and `may_see_homes` say what the reader may."""
    _may(by)
    found = _shown(session, by, session.execute(_columns().where(col(Meeting.id) == meeting_id)))
    if not found:
        raise NotFound("meeting")
    shown = found[0]
    shown["may_record"] = allows(by, Action.RECORD_MEETING, courtyard_id=shown["courtyard_id"])
    shown["may_see_homes"] = (
        shown["open"]
        and field_access(by, Privacy.P1) is FieldAccess.YES
        and (shown["courtyard_id"] is None or shown["may_record"])
    )
    return shown


def homes(session: Session, *, by: Principal, meeting_id: int, courtyard_id: int) -> list[dict[str, Any]]:
    """The households of a courtyard that might come, and whether they did: id, stairwell, room, came."""
    require(by, Action.SEE_FLATS, courtyard_id=courtyard_id)
    meeting = session.get(Meeting, meeting_id)
    if meeting is None or meeting.courtyard_id not in (None, courtyard_id):
        raise NotFound("meeting")
    there = and_(
        col(HouseholdAttendance.household_id) == col(Household.id),
        col(HouseholdAttendance.meeting_id) == meeting_id,
    )
    found = session.execute(
        select(
            col(Household.id),
            col(Household.stairwell),
            col(Household.room),
            col(HouseholdAttendance.id).is_not(None).label("came"),
        )
        .select_from(Household)
        .outerjoin(HouseholdAttendance, there)
        .where(col(Household.courtyard_id) == courtyard_id, in_force(Household, meeting.held_on))
        .order_by(col(Household.stairwell), col(Household.floor), col(Household.room))
    )
    return [dict(row._mapping) for row in found]


def seats(session: Session, *, by: Principal, meeting_id: int) -> list[dict[str, Any]]:
    """Who sat for each party: id, party, presence, name_zh, name_en of the body, and person.

    `person` is a masked name for whom it may be told, for everybody else None: they see bodies.
    """
    _may(by)
    columns: tuple[Any, ...] = (
        col(PartyAttendance.id),
        col(PartyAttendance.party),
        col(PartyAttendance.presence),
        col(PartyAttendance.person_id),
        col(Organisation.name_zh),
        col(Organisation.name_en),
        col(Organisation.courtyard_id),
        col(Person.name).label("person"),
    )
    found = session.execute(
        select(*columns)
        .select_from(PartyAttendance)
        .outerjoin(Organisation, col(Organisation.id) == col(PartyAttendance.organisation_id))
        .outerjoin(Person, col(Person.id) == col(PartyAttendance.person_id))
        .where(col(PartyAttendance.meeting_id) == meeting_id)
        .order_by(col(Organisation.id), col(PartyAttendance.id))
    )
    return [_seat(dict(row._mapping), by) for row in found]


def bodies(session: Session) -> list[dict[str, Any]]:
    """The bodies that may sit at a meeting: id, name_zh, name_en, the party that each mostly sits for."""
    columns = (
        col(Organisation.id),
        col(Organisation.kind),
        col(Organisation.name_zh),
        col(Organisation.name_en),
        col(Organisation.courtyard_id),
    )
    found = session.execute(
        select(*columns).where(col(Organisation.until).is_(None)).order_by(col(Organisation.id))
    )
    return [dict(row._mapping) | {"party": party(row.kind).value} for row in found]


def people(session: Session, *, by: Principal, organisation_id: int, day: date) -> list[dict[str, Any]]:
    """Who held office in a body on a day (id, masked name, post), for whom it may be told; else nobody."""
    _may(by)
    body = session.get(Organisation, organisation_id)
    if body is None or not may_name(by, body.courtyard_id):
        return []
    found = session.execute(
        select(col(Person.id), col(Person.name), col(Term.post))
        .join(Term, col(Term.person_id) == col(Person.id))
        .where(col(Term.organisation_id) == organisation_id, serving(Term, day))
        .order_by(col(Term.id))
    )
    rows = [dict(row._mapping) for row in found]
    return [row | {"name": masking.name(row["name"])} for row in rows]


def _columns() -> Select[Any]:
    columns: list[Any] = [
        col(Meeting.id),
        col(Meeting.kind),
        col(Meeting.title),
        col(Meeting.place),
        col(Meeting.held_on),
        col(Meeting.begins_at),
        col(Meeting.courtyard_id),
        col(Meeting.stage),
        col(Meeting.version),
        col(Meeting.notice_on),
        col(Meeting.opened_at),
        col(Meeting.closed_at),
        col(Courtyard.no).label("courtyard_no"),
    ]
    return (
        select(*columns)
        .select_from(Meeting)
        .outerjoin(Courtyard, col(Courtyard.id) == col(Meeting.courtyard_id))
    )


def _may(by: Principal) -> None:
    if scope(by, Action.SEE_MEETINGS) is None:
        raise NotAllowed(Action.SEE_MEETINGS.value)


def _shown(session: Session, by: Principal, found: Iterable[Any]) -> list[dict[str, Any]]:
    rows = [dict(row._mapping) for row in found]
    totals = turnout.totals(session, [row["id"] for row in rows], by.role)
    for row in rows:
        row["came"], row["entitled"] = totals[row["id"]]
        row["open"] = row["kind"] in OPEN
    return rows


def _seat(row: dict[str, Any], by: Principal) -> dict[str, Any]:
    by_name = row.pop("person_id") is not None
    named = may_name(by, row.pop("courtyard_id"))
    return row | {"person": masking.name(row["person"]) if named else None, "by_name": by_name}
