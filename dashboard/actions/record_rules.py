"""What kinds of records ask for beyond their drafts: possible days, offered choices, no duplicates."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import UniqueConstraint, func, select
from sqlmodel import Session, col

from dashboard.access import Principal
from dashboard.clock import civil
from dashboard.errors import InvalidDraft, Problem
from dashboard.lookups import options
from dashboard.records.kinds import LISTED, Field, Input, Kind
from dashboard.rules import seals
from dashboard.rules.geometry import beside
from dashboard.rules.requests import place_key
from dashboard.schema.base import Draft, Record
from dashboard.schema.meetings import SealUse
from dashboard.schema.organisations import Organisation, OrganisationKind, Person, Term
from dashboard.schema.people import Membership, Resident
from dashboard.schema.places import Building, Courtyard, Facility, Household, Site

CAN_BE_UNDONE = ("follow_up", "correct", "undo")
YEAR, FAR = timedelta(days=366), timedelta(days=3660)


def check(
    session: Session,
    kind: Kind,
    draft: Draft,
    given: Mapping[str, Any],
    *,
    by: Principal,
    now: datetime,
    courtyard_id: int | None,
    row: Record | None = None,
) -> None:
    """Raise InvalidDraft with every problem of the values that were given; `row` is what is corrected."""
    today = civil(now)
    problems = []
    for field in kind.fields:
        value = given.get(field.name)
        if value is None:
            continue
        if field.input is Input.DAY:
            problems += _day(field, value, today, new=row is None and field.name == kind.day)
        elif field.input in LISTED:
            day = min(getattr(draft, kind.day, today), today)
            offer = options.offered(session, by=by, what=field.input, courtyard_id=courtyard_id, day=day)
            if value not in {one.id for one in offer}:
                problems.append(Problem(field.name, "not_offered"))
    if kind.noun in RULES:
        problems += RULES[kind.noun](session, draft, row, today)
    problems += _twice(session, kind, draft, row)
    if problems:
        raise InvalidDraft(tuple(problems))


def found(session: Session, kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with what follows from them: who was meant by a name, the site, whose seal it is."""
    told = {name: value for name, value in values.items() if value is not None}
    if kind.noun in FOUND:
        told = FOUND[kind.noun](session, told)
    if "site_id" in kind.draft.model_fields:
        told["site_id"] = session.execute(select(func.min(col(Site.id)))).scalar_one()
    return told


def derived(kind: Kind, row: Record, became: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored beside the corrected values of a record because it follows from them."""
    if kind.noun != "request" or not {"place", "stairwell", "household_id"} & became.keys():
        return {}
    names = ("courtyard_id", "household_id", "stairwell", "place")
    return {"place_key": place_key(**{name: became.get(name, getattr(row, name)) for name in names})}


def numbered(session: Session, kind: Kind, courtyard_id: int | None) -> dict[str, Any]:
    """The next number in a courtyard's ledger; the locked head keeps two writers from taking the same."""
    if kind.noun != "seal_use":
        return {}
    last = select(func.max(col(SealUse.no))).where(col(SealUse.courtyard_id) == courtyard_id)
    return {"no": (session.execute(last).scalar_one() or 0) + 1}


def _day(field: Field, value: date, today: date, *, new: bool) -> list[Problem]:
    if value > today and not field.ahead:
        return [Problem(field.name, "in_the_future")]
    if value > today + FAR:
        return [Problem(field.name, "far_too_far_ahead")]
    if new and value < today - YEAR and not field.long_ago:
        return [Problem(field.name, "too_long_ago")]
    return []


def _twice(session: Session, kind: Kind, draft: Draft, row: Record | None) -> list[Problem]:
    """The same thing entered by two people: what must be unique by the table or by common sense."""
    constraints = [
        [column.name for column in one.columns]
        for one in kind.table.__table__.constraints  # type: ignore[attr-defined]
        if isinstance(one, UniqueConstraint)
    ]
    keys = [names for names in constraints if set(names) <= set(kind.draft.model_fields)]
    for names in [*keys, *SAME.get(kind.noun, ())]:
        same = select(col(kind.table.id)).where(
            *(_is(getattr(kind.table, name), getattr(draft, name)) for name in names)
        )
        if row is not None:
            same = same.where(col(kind.table.id) != row.id)
        if session.execute(same).first():
            return [Problem(kind.line[0], "there_already")]
    return []


def _is(column: Any, value: Any) -> Any:
    return col(column).is_(None) if value is None else col(column) == value


SAME: dict[str, tuple[list[str], ...]] = {
    "activity": (["courtyard_id", "held_on", "title"],),
    "station_visit": (["room_id", "visited_on"],),
    "disclosure": (["courtyard_id", "kind", "title", "due_on"],),
    "pledge": (["organisation_id", "title", "made_on"],),
    "incident": (["courtyard_id", "kind", "happened_on", "note"],),
    "meeting": (["courtyard_id", "kind", "held_on", "title"],),
}
"""Values that make two records the same thing."""


def _sealed(_session: Session, draft: Any, row: Any, _today: date) -> list[Problem]:
    """A use of the seal: a permitted purpose, two different approvers (DOMAIN §2; 民发〔2020〕20号)."""
    problems = []
    if not seals.is_allowed(draft.purpose) and (row is None or row.purpose != draft.purpose):
        problems.append(Problem("purpose", "seal_may_not"))
    approvers = (draft.first_approver_id, draft.second_approver_id)
    for name, who in zip(("first_approver_id", "second_approver_id"), approvers, strict=True):
        if who is None:
            problems.append(Problem(name, "missing"))
    if None not in approvers and approvers[0] == approvers[1]:
        problems.append(Problem("second_approver_id", "same_approver"))
    if row is not None and row.void_on is not None:
        problems.append(Problem("title", "line_is_void"))
    return problems


def _in_office(session: Session, draft: Any, row: Any, _today: date) -> list[Problem]:
    """Nobody holds the same post in the same body twice at a time."""
    same = select(col(Term.id)).where(
        col(Term.person_id) == draft.person_id,
        col(Term.organisation_id) == draft.organisation_id,
        col(Term.post) == draft.post,
        col(Term.since) <= draft.until,
        func.coalesce(col(Term.ended_on), col(Term.until)) >= draft.since,
    )
    if row is not None:
        same = same.where(col(Term.id) != row.id)
    return [Problem("post", "in_office_already")] if session.execute(same).first() else []


def _requested(session: Session, draft: Any, _row: Any, _today: date) -> list[Problem]:
    if draft.household_id is None:
        return []
    home = session.get(Household, draft.household_id)
    fits = home is not None and home.courtyard_id == draft.courtyard_id
    return [] if fits else [Problem("household_id", "not_in_courtyard")]


def _mediated(_session: Session, draft: Any, _row: Any, _today: date) -> list[Problem]:
    kept = draft.performed_on is not None and draft.result != "agreed"
    return [Problem("performed_on", "only_agreements_are_kept")] if kept else []


def _owned(_session: Session, draft: Any, row: Any, _today: date) -> list[Problem]:
    """A task names who does it: a body, or somebody in office. One that was dropped stays as it is."""
    problems = []
    if draft.organisation_id is None and draft.person_id is None:
        problems.append(Problem("organisation_id", "owner_needed"))
    if row is not None and row.dropped_on is not None:
        problems.append(Problem("title", "task_was_dropped"))
    return problems


Rule = Callable[[Session, Any, Any, date], list[Problem]]
RULES: dict[str, Rule] = {
    "seal_use": _sealed,
    "term": _in_office,
    "request": _requested,
    "mediation": _mediated,
    "task": _owned,
}


def _person(session: Session, told: dict[str, Any]) -> dict[str, Any]:
    """The person of that name, the same one in every body; somebody new where there is none."""
    name, phone = str(told.pop("name", "") or "").strip(), told.pop("phone", None)
    if not name:
        raise InvalidDraft((Problem("name", "missing"),))
    same = session.execute(select(Person).where(col(Person.name) == name)).scalars().all()
    same = [one for one in same if phone is None or one.phone in (None, phone)]
    if len(same) > 1:
        raise InvalidDraft((Problem("phone", "several_of_that_name"),))
    person = same[0] if same else Person(name=name, phone=phone)
    session.add(person)
    session.flush()
    return told | {"person_id": person.id}


def _member(session: Session, told: dict[str, Any]) -> dict[str, Any]:
    """The in-service member of that name living in the courtyard; nobody learns who else is one."""
    name, where = str(told.pop("member", "") or "").strip(), told.pop("courtyard_id", None)
    members = (
        select(col(Membership.id))
        .join(Resident, col(Resident.id) == col(Membership.resident_id))
        .join(Household, col(Household.id) == col(Resident.household_id))
        .where(col(Resident.name) == name, col(Membership.in_service), col(Membership.until).is_(None))
    )
    if where is not None:
        members = members.where(col(Household.courtyard_id) == where)
    ids = session.execute(members).scalars().all()
    if len(ids) != 1:
        code = "several_of_that_name" if ids else "no_such_member"
        raise InvalidDraft((Problem("member", code if name else "missing"),))
    return told | {"membership_id": ids[0]}


def _seal_of(session: Session, told: dict[str, Any]) -> dict[str, Any]:
    group = select(func.min(col(Organisation.id))).where(
        col(Organisation.kind) == OrganisationKind.COURTYARD_GROUP,
        col(Organisation.courtyard_id) == told.get("courtyard_id"),
        col(Organisation.until).is_(None),
    )
    return {"organisation_id": session.execute(group).scalar_one()} | told


def _placed(session: Session, told: dict[str, Any]) -> dict[str, Any]:
    """Where a facility lies: a free spot beside the building that was named."""
    building = session.get(Building, told.pop("building_id", None) or 0)
    if building is None or building.courtyard_id != told.get("courtyard_id"):
        raise InvalidDraft((Problem("building_id", "missing"),))
    yard = session.get_one(Courtyard, building.courtyard_id)
    rings = select(col(Building.footprint)).where(col(Building.courtyard_id) == yard.id)
    there = select(col(Facility.lon), col(Facility.lat)).where(col(Facility.courtyard_id) == yard.id)
    spot = None
    if yard.outline and building.footprint:
        spot = beside(
            building.footprint,
            outline=yard.outline,
            footprints=[ring for ring in session.execute(rings).scalars() if ring],
            taken=[tuple(row) for row in session.execute(there.where(col(Facility.until).is_(None)))],
        )
    if spot is None:
        raise InvalidDraft((Problem("building_id", "no_place_on_the_map"),))
    return told | {"lon": spot[0], "lat": spot[1]}


FOUND: dict[str, Callable[[Session, dict[str, Any]], dict[str, Any]]] = {
    "term": _person,
    "check_in": _member,
    "seal_use": _seal_of,
    "facility": _placed,
}
