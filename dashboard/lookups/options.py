"""What a question of a form offers where the answer is another record; writes check against the same list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from dashboard.access import Principal, may_name
from dashboard.indicators.evidence import in_force
from dashboard.privacy import masking
from dashboard.records.kinds import Input
from dashboard.schema.activities import StationRoom
from dashboard.schema.meetings import Meeting, Resolution
from dashboard.schema.organisations import Organisation, OrganisationKind, Person, Term
from dashboard.schema.places import Building, Courtyard, Household

YEAR = timedelta(days=366)
KEEP_SEALS = (OrganisationKind.COURTYARD_GROUP, OrganisationKind.SELF_GOVERNANCE_COMMITTEE)


@dataclass(frozen=True)
class Option:
    """A record that can be chosen; `post` is the code of a post to be said after the name."""

    id: int
    name_zh: str
    name_en: str
    post: str = ""


def offered(
    session: Session, *, by: Principal, what: Input, courtyard_id: int | None, day: date
) -> list[Option]:
    """What can be chosen for a record of that courtyard (None: of the whole site) and day."""
    return OFFERED[what](session, by, courtyard_id, day)


def _buildings(session: Session, _by: Principal, at: int | None, _day: date) -> list[Option]:
    """The buildings of a courtyard that are on the map, and the courtyard with them."""
    here = (
        select(col(Building.id), col(Building.no), col(Building.footprint), col(Courtyard.outline))
        .join(Courtyard, col(Courtyard.id) == col(Building.courtyard_id))
        .where(col(Courtyard.id) == at)
        .order_by(col(Building.id))
    )
    return [
        Option(id_, f"{no}栋", f"Building {no}")
        for id_, no, footprint, outline in session.execute(here)
        if footprint and outline
    ]


def _stairwells(session: Session, _by: Principal, at: int | None, day: date) -> list[Option]:
    here = select(col(Household.stairwell)).where(col(Household.courtyard_id) == at, in_force(Household, day))
    found = sorted(set(session.execute(here).scalars()))
    return [Option(no, str(no), str(no)) for no in found]


def _households(session: Session, by: Principal, at: int | None, day: date) -> list[Option]:
    if at is None or not may_name(by, at):
        return []
    columns = col(Household.id), col(Household.stairwell), col(Household.room)
    here = select(*columns).where(col(Household.courtyard_id) == at, in_force(Household, day))
    found = session.execute(here.order_by(col(Household.stairwell), col(Household.room)))
    return [Option(id_, f"{stairwell}-{room}", f"{stairwell}-{room}") for id_, stairwell, room in found]


def _standing(
    session: Session, at: int | None, day: date, *kinds: OrganisationKind, own: bool = False
) -> list[Option]:
    """Bodies that stood on a day, of the courtyard and (unless `own`) of the whole site."""
    where = col(Organisation.courtyard_id)
    here = where == at if own else or_(where.is_(None), where == at)
    wanted = select(col(Organisation.id), col(Organisation.name_zh), col(Organisation.name_en)).where(
        in_force(Organisation, day)
    )
    if kinds:
        wanted = wanted.where(col(Organisation.kind).in_(kinds))
    if own or at is not None:
        wanted = wanted.where(here)
    return [Option(*row) for row in session.execute(wanted.order_by(where, col(Organisation.id)))]


def _bodies(session: Session, _by: Principal, at: int | None, day: date) -> list[Option]:
    return _standing(session, at, day)


def _groups(session: Session, _by: Principal, at: int | None, day: date) -> list[Option]:
    return _standing(session, at, day, OrganisationKind.COURTYARD_GROUP, own=True)


def _units(session: Session, _by: Principal, _at: int | None, day: date) -> list[Option]:
    return _standing(session, None, day, OrganisationKind.RESIDENT_UNIT)


def _officers(session: Session, by: Principal, at: int | None, day: date) -> list[Option]:
    """Who held a post in the courtyard's group or (for the office) the site's committee, names masked."""
    if at is None or not may_name(by, at):
        return []
    ended, where = col(Term.ended_on), col(Organisation.courtyard_id)
    found = session.execute(
        select(col(Person.id), col(Person.name), col(Term.post))
        .join(Term, col(Term.person_id) == col(Person.id))
        .join(Organisation, col(Organisation.id) == col(Term.organisation_id))
        .where(
            col(Organisation.kind).in_(KEEP_SEALS),
            or_(where == at, where.is_(None)) if may_name(by, None) else where == at,
            col(Term.since) <= day,
            col(Term.until) >= day,
            or_(ended.is_(None), ended >= day),
        )
        .order_by(where.is_(None), col(Term.id))
    )
    people: dict[int, Option] = {}
    for id_, name, post in found:
        masked = masking.name(name) or ""
        people.setdefault(id_, Option(id_, masked, masked, post.value))
    return list(people.values())


def _holders(session: Session, by: Principal, at: int | None, day: date) -> list[Option]:
    """Who holds an office in a body of the courtyard (the office: or of the site), names masked."""
    if not may_name(by, at):
        return []
    ended, where = col(Term.ended_on), col(Organisation.courtyard_id)
    found = session.execute(
        select(col(Person.id), col(Person.name), col(Organisation.name_zh), col(Organisation.name_en))
        .join(Term, col(Term.person_id) == col(Person.id))
        .join(Organisation, col(Organisation.id) == col(Term.organisation_id))
        .where(
            or_(where == at, where.is_(None)) if may_name(by, None) else where == at,
            col(Term.since) <= day,
            col(Term.until) >= day,
            or_(ended.is_(None), ended >= day),
        )
        .order_by(where.is_(None), col(Term.id))
    )
    people: dict[int, Option] = {}
    for id_, name, zh, en in found:
        masked = masking.name(name) or ""
        people.setdefault(id_, Option(id_, f"{masked} · {zh}", f"{masked} · {en}"))
    return list(people.values())


def _rooms(session: Session, _by: Principal, _at: int | None, _day: date) -> list[Option]:
    rooms = select(col(StationRoom.id), col(StationRoom.name_zh), col(StationRoom.name_en))
    return [Option(*row) for row in session.execute(rooms.order_by(col(StationRoom.id)))]


def _resolutions(session: Session, _by: Principal, at: int | None, day: date) -> list[Option]:
    columns = col(Resolution.id), col(Resolution.decided_on), col(Resolution.text)
    where = col(Resolution.courtyard_id)
    recent = select(*columns).where(
        or_(where == at, where.is_(None)),
        col(Resolution.decided_on) <= day,
        col(Resolution.decided_on) >= day - YEAR,
    )
    found = session.execute(recent.order_by(col(Resolution.decided_on).desc(), col(Resolution.id)))
    told = ((id_, f"{decided.isoformat()} {text[:40]}") for id_, decided, text in found)
    return [Option(id_, name, name) for id_, name in told]


def _meetings(session: Session, by: Principal, at: int | None, day: date) -> list[Option]:
    """Meetings of the last year there; those of the whole site for who speaks for them."""
    columns, where = (col(Meeting.id), col(Meeting.held_on), col(Meeting.title)), col(Meeting.courtyard_id)
    here = or_(where == at, where.is_(None)) if may_name(by, None) else where == at
    recent = select(*columns).where(here, col(Meeting.held_on) <= day, col(Meeting.held_on) >= day - YEAR)
    found = session.execute(recent.order_by(col(Meeting.held_on).desc(), col(Meeting.id)))
    told = ((id_, f"{held.isoformat()} {title[:40]}") for id_, held, title in found)
    return [Option(id_, name, name) for id_, name in told]


Offer = Callable[[Session, Principal, int | None, date], list[Option]]
OFFERED: dict[Input, Offer] = {
    Input.BUILDING: _buildings,
    Input.STAIRWELL: _stairwells,
    Input.HOUSEHOLD: _households,
    Input.BODY: _bodies,
    Input.GROUP: _groups,
    Input.UNIT: _units,
    Input.OFFICER: _officers,
    Input.HOLDER: _holders,
    Input.ROOM: _rooms,
    Input.RESOLUTION: _resolutions,
    Input.MEETING: _meetings,
}


def called(session: Session, *, what: Input, ids: set[int], named: bool) -> dict[int, Option]:
    """What records that were chosen are called, whether they could still be chosen or not.

    `named`: whether the reader may be told (masked) who a person is and which flat it is.
    """
    if what is Input.STAIRWELL:
        return {id_: Option(id_, str(id_), str(id_)) for id_ in ids}
    table, *columns = CALLED[what]
    found = session.execute(select(col(table.id), *map(col, columns)).where(col(table.id).in_(ids)))
    return {row[0]: _option(what, row, named=named) for row in found}


CALLED: dict[Input, tuple[Any, ...]] = {
    Input.BUILDING: (Building, Building.no),
    Input.HOUSEHOLD: (Household, Household.stairwell, Household.room),
    Input.BODY: (Organisation, Organisation.name_zh, Organisation.name_en),
    Input.GROUP: (Organisation, Organisation.name_zh, Organisation.name_en),
    Input.UNIT: (Organisation, Organisation.name_zh, Organisation.name_en),
    Input.OFFICER: (Person, Person.name),
    Input.HOLDER: (Person, Person.name),
    Input.ROOM: (StationRoom, StationRoom.name_zh, StationRoom.name_en),
    Input.RESOLUTION: (Resolution, Resolution.text),
    Input.MEETING: (Meeting, Meeting.title),
}


def _option(what: Input, row: Any, *, named: bool) -> Option:
    if what in (Input.OFFICER, Input.HOLDER):
        masked = (masking.name(row[1]) or "") if named else "—"
        return Option(row[0], masked, masked)
    if what is Input.HOUSEHOLD:
        flat = f"{row[1]}-{row[2]}" if named else "—"
        return Option(row[0], flat, flat)
    return Option(row[0], row[1], row[-1])
