"""What a workbook's lines may refer to: everything known by its natural key, read at one moment."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.clock import civil
from dashboard.schema.accounts import ImportBatch
from dashboard.schema.activities import Activity, Participation
from dashboard.schema.meetings import HouseholdAttendance, Meeting
from dashboard.schema.money import Fee
from dashboard.schema.organisations import Organisation, Person, Pledge, Term
from dashboard.schema.places import Building, Courtyard, Household, Owner, Site
from dashboard.schema.renovation import RenovationItem
from dashboard.schema.requests import LimitRule, Request

Key = tuple[Any, ...]


@dataclass
class House:
    """A building as stored or planned: its id, first stairwell, how many, how high."""

    id: int
    first: int
    stairwells: int
    storeys: int

    def holds(self, stairwell: int) -> bool:
        return self.first <= stairwell < self.first + self.stairwells


@dataclass
class Known:
    """Ids by natural keys; a workbook's own rows join them under negative ids."""

    site_id: int
    since: date
    yards: dict[int, int] = field(default_factory=dict)
    yard_names: dict[str, int] = field(default_factory=dict)
    houses: dict[int, dict[str, House]] = field(default_factory=lambda: defaultdict(dict))
    homes: dict[tuple[int, int, str], int] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    yard_of: dict[int, int] = field(default_factory=dict)
    owners: dict[tuple[str, str], int] = field(default_factory=dict)
    bodies: list[Any] = field(default_factory=list)
    people: list[Any] = field(default_factory=list)
    terms: list[Any] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)
    limits: dict[Any, Any] = field(default_factory=dict)
    there: set[Key] = field(default_factory=set)
    """What is recorded already, each as (noun, what makes it the same thing ...)."""


def known(session: Session, *, kinds: Iterable[str]) -> Known | None:
    """What tables of these kinds may refer to; None where there is no site yet."""
    site = session.execute(select(Site).order_by(col(Site.id))).scalars().first()
    if site is None or site.id is None:
        return None
    found, asked = Known(site.id, site.since), set(kinds)
    _places(session, found)
    if asked & {"offices", "pledges", "activities", "requests"}:
        columns = (Organisation.id, Organisation.name_zh, Organisation.name_en, Organisation.kind)
        found.bodies = list(session.execute(select(*columns, Organisation.courtyard_id)))  # type: ignore[call-overload]
    for kind in sorted(asked & _MORE.keys()):
        _MORE[kind](session, found)
    return found


def _places(session: Session, found: Known) -> None:
    for one in session.execute(select(Courtyard)).scalars():
        found.yards[one.no] = found.yard_names[one.name_zh] = found.yard_names[one.name_en] = one.id or 0
    for house in session.execute(select(Building).order_by(col(Building.id))).scalars():
        made = House(house.id or 0, house.first_stairwell, house.stairwells, house.storeys)
        found.houses[house.courtyard_id][house.no.upper()] = made
    columns = (Household.id, Household.courtyard_id, Household.stairwell, Household.room, Household.code)
    for id_, yard, stairwell, room, code in session.execute(
        select(*columns).where(col(Household.until).is_(None))  # type: ignore[call-overload]
    ):
        found.homes[yard, stairwell, room.upper()] = found.codes[code] = id_
        found.yard_of[id_] = yard


def _register(session: Session, found: Known) -> None:
    for id_, name, phone in session.execute(select(col(Owner.id), col(Owner.name), col(Owner.phone))):
        if name and phone:
            found.owners[name, phone] = id_ or 0


def _offices(session: Session, found: Known) -> None:
    found.people = list(session.execute(select(col(Person.id), col(Person.name), col(Person.phone))))
    columns = (Term.person_id, Term.organisation_id, Term.post, Term.since, Term.until, Term.ended_on)
    found.terms = list(session.execute(select(*columns)))  # type: ignore[call-overload]


def _requests(session: Session, found: Known) -> None:
    rows = session.execute(select(col(Request.courtyard_id), col(Request.accepted_on), col(Request.summary)))
    found.there |= {("request", *one) for one in rows}
    rules = session.execute(select(col(LimitRule.type), col(LimitRule.limit_class)))
    found.limits = {row[0]: row[1] for row in rules}


def _fees(session: Session, found: Known) -> None:
    rows = session.execute(select(col(Fee.household_id), col(Fee.due_on)))
    found.there |= {("fee", home, day.replace(day=1)) for home, day in rows}


def _renovation(session: Session, found: Known) -> None:
    item = RenovationItem
    rows = session.execute(select(col(item.courtyard_id), col(item.title_zh), col(item.agreed_on)))
    found.there |= {("renovation_item", *one) for one in rows}


def _activities(session: Session, found: Known) -> None:
    columns = (Activity.id, Activity.title, Activity.held_on, Activity.courtyard_id)
    for id_, title, day, yard in session.execute(select(*columns)):  # type: ignore[call-overload]
        found.events.append(("activity", id_, title, day, yard, None))
        found.there.add(("activity", yard, day, title))


def _attendance(session: Session, found: Known) -> None:
    _activities(session, found)
    meeting = Meeting
    columns = (meeting.id, meeting.title, meeting.held_on, meeting.courtyard_id, meeting.kind)
    found.events += [("meeting", *one) for one in session.execute(select(*columns))]  # type: ignore[call-overload]
    came = select(col(HouseholdAttendance.meeting_id), col(HouseholdAttendance.household_id))
    found.there |= {("meeting", *one) for one in session.execute(came)}
    took = select(col(Participation.activity_id), col(Participation.household_id))
    found.there |= {("participation", *one) for one in session.execute(took)}


def _pledges(session: Session, found: Known) -> None:
    rows = session.execute(select(col(Pledge.organisation_id), col(Pledge.title), col(Pledge.made_on)))
    found.there |= {("pledge", *one) for one in rows}


_MORE = {
    "register": _register,
    "offices": _offices,
    "requests": _requests,
    "fees": _fees,
    "renovation": _renovation,
    "activities": _activities,
    "attendance": _attendance,
    "pledges": _pledges,
}


def same_file(session: Session, *, file_hash: str) -> date | None:
    """The day on which this very file came in and was not undone."""
    found = select(col(ImportBatch.imported_at)).where(
        col(ImportBatch.file_hash) == file_hash, col(ImportBatch.undone_at).is_(None)
    )
    at = session.execute(found).scalars().first()
    return civil(at) if at else None
