"""One courtyard as of a day, for everybody: facts, where it stands, who leads it, what was built, who came.

Counts of things and published totals only; what depends on who looks stands in `courtyard_rows`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.evidence import in_force
from dashboard.indicators.kinds import Level, Part
from dashboard.indicators.periods import parse
from dashboard.indicators.scores import Compared, Score, latest, score
from dashboard.indicators.shared_evidence import members_in_term, serving
from dashboard.privacy.withholding import withheld
from dashboard.queries import courtyard_rows
from dashboard.queries.turnout import meetings
from dashboard.schema.accounts import Role
from dashboard.schema.organisations import Organisation, OrganisationKind, Term
from dashboard.schema.places import Building, Courtyard, Household
from dashboard.schema.renovation import RenovationItem

ENDING = timedelta(days=90)
"""A term that ends within this time is about to end."""
BODIES = (
    OrganisationKind.RED_NEIGHBOUR_BRANCH,
    OrganisationKind.NEIGHBOURS_ASSOCIATION,
    OrganisationKind.SELF_GOVERNANCE_COMMITTEE,
    OrganisationKind.COURTYARD_GROUP,
)
"""The three bodies that work as one, and the courtyard's own group under them."""
WEIGHT = [Part.OUTCOME, Part.OUTPUT, Part.ACTIVITY]


@dataclass(frozen=True)
class Standing:
    """One indicator of this courtyard, with the site's score of the same period and the other courtyards'."""

    score: Score
    site: Score
    others: list[Score]


@dataclass(frozen=True)
class Open:
    """Counts of what is open and what of it is past its date, at the end of a day."""

    requests: int
    requests_late: int
    hazards: int
    hazards_late: int
    promises: int
    promises_late: int


@dataclass(frozen=True)
class Group:
    """The self-governance group: seats (None where nobody wrote them down), people in term, ends near."""

    name_zh: str
    name_en: str
    seats: int | None
    people: int
    ending: int

    @property
    def empty(self) -> int | None:
        return None if self.seats is None else max(self.seats - self.people, 0)


@dataclass(frozen=True)
class View:
    """Everything about a courtyard that everybody may see; money in fen."""

    day: date
    facts: dict[str, Any]
    open: Open
    standings: list[Standing]
    group: Group | None
    bodies: list[dict[str, Any]]
    renovation: list[dict[str, Any]]
    meetings: list[dict[str, Any]]

    def compared(self, *kinds: Compared) -> list[Score]:
        """The indicators in which it stands apart from the site in one of these ways."""
        return [one.score for one in self.standings if one.score.compared in kinds]


def view(session: Session, *, courtyard_id: int, day: date, role: Role) -> View:
    """The courtyard as of the end of `day`, small cells of people withheld by role."""
    return View(
        day=day,
        facts=facts(session, courtyard_id=courtyard_id, day=day),
        open=open_on(session, courtyard_id=courtyard_id, day=day),
        standings=standings(session, courtyard_id=courtyard_id, day=day, role=role),
        group=group(session, courtyard_id=courtyard_id, day=day),
        bodies=bodies(session, courtyard_id=courtyard_id, day=day),
        renovation=renovation(session, courtyard_id=courtyard_id, day=day),
        meetings=meetings(session, courtyard_id=courtyard_id, day=day, role=role),
    )


def facts(session: Session, *, courtyard_id: int, day: date) -> dict[str, Any]:
    """built_year, roof_redone_on (None while it lies ahead), households, buildings, stairwells, storeys.

    `storeys` is the pair of the lowest and the highest building, None without buildings.
    """
    courtyard = session.get_one(Courtyard, courtyard_id)
    buildings = select(
        func.count(),
        func.coalesce(func.sum(col(Building.stairwells)), 0),
        func.min(col(Building.storeys)),
        func.max(col(Building.storeys)),
    ).where(col(Building.courtyard_id) == courtyard_id)
    number, stairwells, lowest, highest = session.execute(buildings).one()
    households = select(func.count()).where(
        col(Household.courtyard_id) == courtyard_id, in_force(Household, day)
    )
    roof = courtyard.roof_redone_on
    return {
        "built_year": courtyard.built_year,
        "roof_redone_on": roof if roof and roof <= day else None,
        "households": session.execute(households).scalar_one(),
        "buildings": number,
        "stairwells": stairwells,
        "storeys": (lowest, highest) if number else None,
    }


def open_on(session: Session, *, courtyard_id: int, day: date) -> Open:
    """What is open at the end of a day, exact counts."""
    found = [
        [row["overdue"] for row in read(session, courtyard_id=courtyard_id, day=day)]
        for read in (courtyard_rows.all_requests, courtyard_rows.all_hazards, courtyard_rows.all_promises)
    ]
    requests, hazards, promises = found
    return Open(len(requests), sum(requests), len(hazards), sum(hazards), len(promises), sum(promises))


def standings(session: Session, *, courtyard_id: int, day: date, role: Role) -> list[Standing]:
    """Each courtyard-level indicator, outcomes first, against the site in the same period."""
    keys = [key for key, one in CATALOGUE.items() if Level.COURTYARD in one.shown]
    scores = latest(session, day=day, keys=keys, level=Level.COURTYARD)
    found = [one for one in withheld(scores, role=role) if not one.stratum]
    own = [one for one in found if one.scope == courtyard_id]
    wanted = {one.key: [parse(one.period)] for one in own}
    site = {one.key: one for one in withheld(score(session, wanted), role=role) if not one.stratum}
    own.sort(key=lambda one: WEIGHT.index(CATALOGUE[one.key].role))
    return [Standing(one, site[one.key], _others(found, one)) for one in own]


def group(session: Session, *, courtyard_id: int, day: date) -> Group | None:
    """The courtyard's self-governance group on a day, None where there is none."""
    people = members_in_term(col(Organisation.id), day)
    row = session.execute(
        select(Organisation, people)
        .where(
            col(Organisation.courtyard_id) == courtyard_id,
            col(Organisation.kind) == OrganisationKind.COURTYARD_GROUP,
            in_force(Organisation, day),
        )
        .order_by(col(Organisation.id).desc())
    ).first()
    if row is None:
        return None
    body, count = row
    ends = select(func.count()).where(
        col(Term.organisation_id) == body.id, serving(Term, day), col(Term.until) <= day + ENDING
    )
    return Group(body.name_zh, body.name_en, body.seats, count, session.execute(ends).scalar_one())


def bodies(session: Session, *, courtyard_id: int, day: date) -> list[dict[str, Any]]:
    """The three bodies and the group: kind, name_zh, name_en, parent_zh, parent_en (who leads it)."""
    parent = Organisation.__table__.alias("parent")  # type: ignore[attr-defined]  # set by SQLAlchemy
    found = session.execute(
        select(
            col(Organisation.kind),
            col(Organisation.name_zh),
            col(Organisation.name_en),
            parent.c.name_zh.label("parent_zh"),
            parent.c.name_en.label("parent_en"),
        )
        .outerjoin(parent, parent.c.id == col(Organisation.parent_id))
        .where(
            col(Organisation.kind).in_(BODIES),
            or_(col(Organisation.courtyard_id).is_(None), col(Organisation.courtyard_id) == courtyard_id),
            in_force(Organisation, day),
        )
    )
    rows = [dict(row._mapping) for row in found]
    return sorted(rows, key=lambda row: BODIES.index(row["kind"]))


def renovation(session: Session, *, courtyard_id: int, day: date) -> list[dict[str, Any]]:
    """What was agreed by a day, by its dates; `done_on` None while it lies ahead, `cost` in fen."""
    found = session.execute(
        select(
            col(RenovationItem.renovation_class),
            col(RenovationItem.title_zh),
            col(RenovationItem.title_en),
            col(RenovationItem.agreed_on),
            col(RenovationItem.planned_until),
            col(RenovationItem.done_on),
            col(RenovationItem.cost),
        )
        .where(col(RenovationItem.courtyard_id) == courtyard_id, col(RenovationItem.agreed_on) <= day)
        .order_by(col(RenovationItem.planned_until), col(RenovationItem.id))
    )
    return [_built(dict(row._mapping), day) for row in found]


def _others(found: list[Score], own: Score) -> list[Score]:
    return [one for one in found if one.key == own.key and one.scope > 0 and one.scope != own.scope]


def _built(row: dict[str, Any], day: date) -> dict[str, Any]:
    done_on = row["done_on"] if row["done_on"] and row["done_on"] <= day else None
    return row | {"done_on": done_on, "late": done_on is None and row["planned_until"] < day}
