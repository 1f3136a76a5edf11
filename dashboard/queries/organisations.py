"""Reads of one core and many bodies: who leads whom, who is in office, pledges, the station's rooms."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from dashboard.access import Action, Principal, may_name, scope
from dashboard.indicators.evidence import in_force
from dashboard.indicators.periods import months_between, shift
from dashboard.indicators.shared_evidence import members_in_term, serving
from dashboard.privacy import masking
from dashboard.schema.activities import StationRoom, StationVisit
from dashboard.schema.duties import DutyKind, ReportingDuty
from dashboard.schema.organisations import CrossPost, Organisation, OrganisationKind, Person, Pledge, Term
from dashboard.schema.places import Courtyard

SOON = 90
"""Days within which the end of a term is announced."""


@dataclass(frozen=True)
class Body:
    """A body on a day. `serving` counts people in office; `seats` is None where no number is laid down."""

    id: int
    kind: str
    name_zh: str
    name_en: str
    parent_id: int | None
    courtyard_id: int | None
    seats: int | None
    serving: int
    company_id: int | None = None
    """Of a company's branch: the company."""

    @property
    def empty(self) -> int:
        """Seats that nobody holds."""
        return max((self.seats or 0) - self.serving, 0)


@dataclass(frozen=True)
class Link:
    """A cross-post and whether one person holds both posts on the day."""

    name_zh: str
    name_en: str
    home_id: int
    home_post: str
    host_id: int
    host_post: str
    filled: bool


@dataclass(frozen=True)
class Structure:
    """The bodies in force on a day, courtyards in their order, and every cross-post."""

    day: date
    bodies: list[Body]
    links: list[Link]

    @property
    def missing(self) -> list[Link]:
        return [one for one in self.links if not one.filled]


@dataclass(frozen=True)
class Office:
    """Somebody in office. `name` is masked; it and `person_id` are None for readers who may not know it."""

    organisation_id: int
    post: str
    selection: str
    since: date
    until: date
    name: str | None
    person_id: int | None = None

    def days_left(self, day: date) -> int:
        """Days from that day to the end of the term."""
        return (self.until - day).days


@dataclass(frozen=True)
class Promise:
    """A resident unit's pledge as known on a day: `state` is on_time, late, not_yet or overdue.

    `title` is typed text, None for the public.
    """

    organisation_id: int
    title: str | None
    made_on: date
    due_on: date
    delivered_on: date | None
    state: str


@dataclass(frozen=True)
class Room:
    """A room of the station with its visitors by month; None for a month that is not reported."""

    name_zh: str
    name_en: str
    months: dict[str, int | None]


def structure(session: Session, *, day: date) -> Structure:
    """One core and many bodies at the end of a day."""
    links = session.execute(select(CrossPost).order_by(col(CrossPost.id))).scalars().all()
    pairs = {end: one.company_id for one in links for end in (one.home_id, one.host_id)}
    statement = (
        select(Organisation, members_in_term(col(Organisation.id), day))
        .outerjoin(Courtyard, col(Courtyard.id) == col(Organisation.courtyard_id))
        .where(in_force(Organisation, day))
        .order_by(func.coalesce(Courtyard.no, 0), col(Organisation.id))
    )
    return Structure(
        day=day,
        bodies=[_body(one, serving=count, pairs=pairs) for one, count in session.execute(statement)],
        links=[_link(session, one, day) for one in links],
    )


def in_office(session: Session, *, by: Principal, day: date) -> list[Office]:
    """Who holds which post on a day, body by body; names by the reader's role."""
    statement = (
        select(
            col(Term.organisation_id),
            col(Term.post),
            col(Term.selection),
            col(Term.since),
            col(Term.until),
            col(Person.name),
            col(Person.id),
            col(Organisation.courtyard_id),
        )
        .join(Person, col(Person.id) == col(Term.person_id))
        .join(Organisation, col(Organisation.id) == col(Term.organisation_id))
        .where(serving(Term, day), in_force(Organisation, day))
        .order_by(col(Term.organisation_id), col(Term.id))
    )
    return [
        Office(body, post.value, how.value, since, until, masking.name(name), person)
        if may_name(by, yard)
        else Office(body, post.value, how.value, since, until, None)
        for body, post, how, since, until, name, person, yard in session.execute(statement)
    ]


def ending(offices: list[Office], *, day: date) -> list[Office]:
    """The terms that end within 90 days, the next first."""
    soon = [one for one in offices if one.until <= day + timedelta(days=SOON)]
    return sorted(soon, key=lambda one: one.until)


def pledges(session: Session, *, by: Principal, day: date) -> list[Promise]:
    """What resident units had pledged by a day, newest due date first, as it stood on that day."""
    found = session.execute(
        select(Pledge).where(col(Pledge.made_on) <= day).order_by(col(Pledge.due_on).desc(), col(Pledge.id))
    ).scalars()
    titled = scope(by, Action.SEE_MEETINGS) is not None
    return [_promise(one, day, titled=titled) for one in found]


def rooms(session: Session, *, day: date, count: int = 12) -> list[Room]:
    """The station's rooms with the visitors of the last `count` full months.

    A month without a visit counts 0 where the station has reported it, else None.
    """
    last = day if (day + timedelta(days=1)).day == 1 else day.replace(day=1) - timedelta(days=1)
    months = months_between(shift(last, 1 - count), last)
    visited: dict[tuple[int, str], int] = {}
    for room, on, visitors in session.execute(
        select(col(StationVisit.room_id), col(StationVisit.visited_on), col(StationVisit.visitors)).where(
            col(StationVisit.visited_on) >= shift(last, 1 - count), col(StationVisit.visited_on) <= last
        )
    ):
        month = on.isoformat()[:7]
        visited[room, month] = visited.get((room, month), 0) + visitors
    reported = _reported(session, months)
    found = session.execute(select(StationRoom).order_by(col(StationRoom.id))).scalars()
    return [
        Room(
            one.name_zh,
            one.name_en,
            {month: visited.get((one.id or 0, month), 0 if month in reported else None) for month in months},
        )
        for one in found
    ]


def _body(one: Organisation, *, serving: int, pairs: dict[int, int]) -> Body:
    branch = one.kind is OrganisationKind.COMPANY_BRANCH
    return Body(
        id=one.id or 0,
        kind=one.kind.value,
        name_zh=one.name_zh,
        name_en=one.name_en,
        parent_id=one.parent_id,
        courtyard_id=one.courtyard_id,
        seats=one.seats,
        serving=serving,
        company_id=pairs.get(one.id or 0) if branch else None,
    )


def _link(session: Session, one: CrossPost, day: date) -> Link:
    home, host = aliased(Term), aliased(Term)
    both = (
        select(col(home.id))
        .join(host, col(host.person_id) == col(home.person_id))
        .where(
            col(home.organisation_id) == one.home_id,
            col(home.post) == one.home_post,
            col(host.organisation_id) == one.host_id,
            col(host.post) == one.host_post,
            serving(home, day),
            serving(host, day),
        )
        .limit(1)
    )
    return Link(
        one.name_zh,
        one.name_en,
        one.home_id,
        one.home_post.value,
        one.host_id,
        one.host_post.value,
        filled=session.execute(both).first() is not None,
    )


def _promise(one: Pledge, day: date, *, titled: bool) -> Promise:
    delivered = one.delivered_on if one.delivered_on and one.delivered_on <= day else None
    if delivered:
        state = "on_time" if delivered <= one.due_on else "late"
    else:
        state = "overdue" if one.due_on < day else "not_yet"
    title = one.title if titled else None
    return Promise(one.organisation_id, title, one.made_on, one.due_on, delivered, state)


def _reported(session: Session, months: list[str]) -> set[str]:
    found = session.execute(
        select(col(ReportingDuty.month)).where(
            col(ReportingDuty.kind) == DutyKind.STATION,
            col(ReportingDuty.month).in_(months),
            col(ReportingDuty.entered_on).is_not(None),
        )
    )
    return set(found.scalars())
