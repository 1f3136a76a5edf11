"""Things that have no place on the map, and so are counted beside it."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.queries.checks.check_types import Check, Found, Group, Kind
from dashboard.queries.requests import placeless
from dashboard.rules.geometry import holds
from dashboard.schema.places import Building, Courtyard, Facility
from dashboard.schema.requests import Request
from dashboard.schema.safety import Hazard


def requests(session: Session, _today: date) -> list[Found]:
    """Requests indoors that do not say where."""
    found = session.execute(
        select(col(Request.courtyard_id), col(Request.number), col(Request.accepted_on))
        .where(placeless(Request))
        .order_by(col(Request.number))
    )
    return [Found(yard, Kind.REQUEST, number, number, on=day) for yard, number, day in found]


def hazards(session: Session, _today: date) -> list[Found]:
    """Hazards indoors that do not say where."""
    found = session.execute(
        select(col(Hazard.courtyard_id), col(Hazard.id), col(Hazard.found_on))
        .where(placeless(Hazard))
        .order_by(col(Hazard.id))
    )
    return [Found(yard, Kind.HAZARD, str(id_), on=day) for yard, id_, day in found]


def courtyards(session: Session, _today: date) -> list[Found]:
    """Courtyards without an outline."""
    found = session.execute(select(col(Courtyard.id), col(Courtyard.outline)).order_by(col(Courtyard.no)))
    return [Found(yard) for yard, outline in found if not outline]


def buildings(session: Session, _today: date) -> list[Found]:
    """Buildings without a footprint."""
    found = session.execute(
        select(col(Building.courtyard_id), col(Building.no), col(Building.footprint)).order_by(
            col(Building.courtyard_id), col(Building.no)
        )
    )
    return [Found(yard, name=no) for yard, no, footprint in found if not footprint]


def facilities(session: Session, _today: date) -> list[Found]:
    """Facilities that lie inside no courtyard's outline."""
    outlines = [one for (one,) in session.execute(select(col(Courtyard.outline))) if one]
    found = session.execute(select(Facility).order_by(col(Facility.courtyard_id), col(Facility.id)))
    return [
        Found(one.courtyard_id, name=one.name_zh, name_en=one.name_en, on=one.since)
        for one in found.scalars()
        if not any(holds(ring, (one.lon, one.lat)) for ring in outlines)
    ]


UNLOCATED = (
    Check("request_unplaced", Group.UNLOCATED, requests),
    Check("hazard_unplaced", Group.UNLOCATED, hazards),
    Check("courtyard_without_outline", Group.UNLOCATED, courtyards),
    Check("building_without_footprint", Group.UNLOCATED, buildings),
    Check("facility_outside", Group.UNLOCATED, facilities),
)
