"""Reads about places: the site, its courtyards and households."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.schema.organisations import Organisation, OrganisationKind
from dashboard.schema.places import Building, Courtyard, Household, Site


def site(session: Session) -> dict[str, Any]:
    """The site: names, whether it is the demonstration, its first day of records."""
    one = session.execute(select(Site)).scalars().first()
    return one.model_dump() if one else {}


def courtyards(session: Session) -> list[dict[str, Any]]:
    """The courtyards in their fixed order: id, no, name_zh, name_en."""
    found = session.execute(
        select(col(Courtyard.id), col(Courtyard.no), col(Courtyard.name_zh), col(Courtyard.name_en)).order_by(
            col(Courtyard.no)
        )
    )
    return [dict(row._mapping) for row in found]


def households(session: Session, *, by: Principal, courtyard_id: int) -> list[dict[str, Any]]:
    """The households of a courtyard that `by` may register for: id, stairwell, floor, room."""
    require(by, Action.REGISTER_REQUEST, courtyard_id=courtyard_id)
    found = session.execute(
        select(col(Household.id), col(Household.stairwell), col(Household.floor), col(Household.room))
        .where(col(Household.courtyard_id) == courtyard_id, col(Household.until).is_(None))
        .order_by(col(Household.stairwell), col(Household.floor), col(Household.room))
    )
    return [dict(row._mapping) for row in found]


def handlers(session: Session) -> list[dict[str, Any]]:
    """The bodies that a request can be handed to: id, name_zh, name_en."""
    kinds = [OrganisationKind.PROPERTY_COMPANY, OrganisationKind.RESIDENTS_COMMITTEE]
    found = session.execute(
        select(col(Organisation.id), col(Organisation.name_zh), col(Organisation.name_en))
        .where(col(Organisation.kind).in_(kinds))
        .order_by(col(Organisation.id))
    )
    return [dict(row._mapping) for row in found]


def outlined(session: Session) -> dict[str, Any]:
    """Every outline and footprint as a FeatureCollection (WGS-84), ready to be edited and given back."""
    yards = session.execute(select(Courtyard).order_by(col(Courtyard.no))).scalars().all()
    numbers = {one.id: one.no for one in yards}
    rings = [({"courtyard": one.no}, one.outline) for one in yards]
    houses = session.execute(select(Building).order_by(col(Building.id))).scalars()
    rings += [({"courtyard": numbers[one.courtyard_id], "building": one.no}, one.footprint) for one in houses]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": told,
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
            for told, ring in rings
            if ring
        ],
    }
