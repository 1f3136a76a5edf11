"""Reads for the map: what stands where, counts by courtyard, and marks for those who may see them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, case, false, func, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, allows, limited_to_courtyard
from dashboard.errors import NotAllowed
from dashboard.queries import requests
from dashboard.queries.hazards import was_open
from dashboard.rules.geometry import STOREY, Block
from dashboard.schema.places import Building, Courtyard, Facility, Household
from dashboard.schema.renovation import RenovationItem
from dashboard.schema.requests import Place, Request, RequestType
from dashboard.schema.safety import Hazard

FLATS_AT_MOST = 3000
"""Beyond this a screen cannot show flats; buildings are drawn instead."""

PERSONAL = ("household_id", "stairwell", "room")
COUNTED = ("open", "overdue", "undated", "unplaced", "hazards", "hazards_overdue", "agreed", "done")

Records = list[dict[str, Any]]


@dataclass(frozen=True)
class Plan:
    """What stands where; rings are lists of [longitude, latitude], heights in metres.

    courtyards: id, no, name_zh, name_en, ring, roof_redone_on · buildings: id, courtyard_id, ring, height ·
    stairwells: (courtyard id, stairwell) → ring, height · flats: id, courtyard_id, stairwell, floor, room,
    ring, base · facilities: courtyard_id, kind, name_zh, name_en, at, since, until ·
    missing: how many courtyards, buildings and flats have no place on the plan.
    """

    courtyards: Records
    buildings: Records
    stairwells: dict[tuple[int, int], dict[str, Any]]
    flats: Records
    facilities: Records
    missing: dict[str, int] = field(default_factory=dict)


def plan(session: Session) -> Plan:
    """The plan as it stands; a flat's place comes from its building, stairwell, floor and room."""
    yards = [
        {
            "id": one.id,
            "no": one.no,
            "name_zh": one.name_zh,
            "name_en": one.name_en,
            "ring": one.outline,
            "roof_redone_on": one.roof_redone_on,
        }
        for one in session.execute(select(Courtyard).order_by(col(Courtyard.no))).scalars()
    ]
    buildings = session.execute(select(Building).order_by(col(Building.id))).scalars().all()
    placed = [one for one in buildings if one.footprint]
    flats, homeless = _flats(session, placed)
    return Plan(
        courtyards=[one for one in yards if one["ring"]],
        buildings=[
            {
                "id": one.id,
                "courtyard_id": one.courtyard_id,
                "ring": one.footprint,
                "height": one.storeys * STOREY,
            }
            for one in placed
        ],
        stairwells=_stairwells(placed),
        flats=flats,
        facilities=_facilities(session),
        missing={
            "courtyards": sum(1 for one in yards if not one["ring"]),
            "buildings": len(buildings) - len(placed),
            "flats": homeless,
        },
    )


def counts(session: Session, *, day: date, kind: RequestType | None = None) -> dict[int, dict[str, int]]:
    """By courtyard id, at a day's end, the numbers of COUNTED: requests, hazards, renovation items."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    for courtyard, numbers in requests.open_on(session, day=day, kind=kind).items():
        found[courtyard] |= numbers
    for courtyard, count in session.execute(_nowhere(day, kind)):
        found[courtyard]["unplaced"] = count
    late = func.sum(case((col(Hazard.due_on) < day, 1), else_=0))
    open_hazards = select(col(Hazard.courtyard_id), func.count(), late).where(*was_open(day))
    for courtyard, count, overdue in session.execute(open_hazards.group_by(col(Hazard.courtyard_id))):
        found[courtyard] |= {"hazards": count, "hazards_overdue": int(overdue or 0)}
    done = func.sum(case((col(RenovationItem.done_on) <= day, 1), else_=0))
    works = select(col(RenovationItem.courtyard_id), func.count(), done).where(
        col(RenovationItem.agreed_on) <= day
    )
    for courtyard, count, ready in session.execute(works.group_by(col(RenovationItem.courtyard_id))):
        found[courtyard] |= {"agreed": count, "done": int(ready or 0)}
    return dict(found)


def marks(session: Session, *, by: Principal, day: date, kind: RequestType | None = None) -> Records:
    """Open requests one by one where they are, as exactly as the reader may know it (see `_told`).

    id, number, type, place, overdue, due_on, courtyard_id, household_id, stairwell, room, building_id,
    is_exact.
    """
    due = requests.due_by(day)
    columns = [
        col(Request.id),
        col(Request.number),
        col(Request.type),
        col(Request.place),
        due.label("due_on"),
        col(Request.courtyard_id),
        col(Request.household_id),
        func.coalesce(Household.stairwell, Request.stairwell).label("stairwell"),
        col(Household.room),
    ]
    statement = (
        select(*columns)
        .select_from(Request)
        .outerjoin(Household, col(Household.id) == col(Request.household_id))
        .where(*requests.was_open(day), *_within(by, Action.SEE_REQUESTS, Request))
        .order_by(due.is_(None), due, col(Request.id))
    )
    if kind is not None:
        statement = statement.where(col(Request.type) == kind)
    found = [dict(row._mapping) for row in session.execute(statement)]
    late = [row | {"overdue": row["due_on"] is not None and row["due_on"] < day} for row in found]
    return _told(session, late, by)


def hazards(session: Session, *, by: Principal, day: date) -> Records:
    """Hazards not fixed at a day's end one by one, as exactly as the reader may know it (see `_told`).

    id, kind, place, due_on, overdue, courtyard_id, household_id, stairwell, building_id, is_exact.
    """
    columns = [
        col(Hazard.id),
        col(Hazard.kind),
        col(Hazard.place),
        col(Hazard.due_on),
        col(Hazard.courtyard_id),
        col(Hazard.household_id),
        col(Hazard.stairwell),
    ]
    within = _within(by, Action.SEE_HAZARDS, Hazard)
    statement = select(*columns).where(*was_open(day), *within).order_by(col(Hazard.due_on))
    found = [dict(row._mapping) for row in session.execute(statement)]
    return _told(session, [row | {"overdue": row["due_on"] < day} for row in found], by)


def _within(by: Principal, action: Action, table: Any) -> tuple[Any, ...]:
    """The condition that the reader may do `action` where the row lies, whatever is in whose hands."""
    try:
        own = limited_to_courtyard(by, action)
    except NotAllowed:
        return (false(),)
    return () if own is None else (table.courtyard_id == own,)


def _told(session: Session, rows: Records, by: Principal) -> Records:
    """The rows with their building; of homes, stairwells and rooms (P1) only what the reader may know.

    Who keeps no flats is told the building of what is on its roof or in its stairs, and of a flat nothing.
    """
    placed = {
        (one.courtyard_id, no): one.id
        for one in session.execute(select(Building)).scalars()
        for no in range(one.first_stairwell, one.first_stairwell + one.stairwells)
    }
    found = []
    for row in rows:
        at = placed.get((row["courtyard_id"], row["stairwell"]))
        if allows(by, Action.SEE_FLATS, courtyard_id=row["courtyard_id"]):
            found.append(row | {"building_id": at, "is_exact": True})
        else:
            common = row["place"] in (Place.ROOF, Place.STAIRWELL)
            blurred = dict.fromkeys((name for name in PERSONAL if name in row), None)
            found.append(row | blurred | {"building_id": at if common else None, "is_exact": False})
    return found


def _nowhere(day: date, kind: RequestType | None) -> Select[Any]:
    """By courtyard, how many open requests say a flat, roof or stairwell without saying which."""
    columns: list[Any] = [col(Request.courtyard_id), func.count()]
    statement = (
        select(*columns)
        .where(*requests.was_open(day), requests.placeless(Request))
        .group_by(col(Request.courtyard_id))
    )
    return statement if kind is None else statement.where(col(Request.type) == kind)


def _block(one: Building) -> Block:
    return Block(one.footprint, first_stairwell=one.first_stairwell, stairwells=one.stairwells)


def _stairwells(placed: Sequence[Building]) -> dict[tuple[int, int], dict[str, Any]]:
    found = {}
    for one in placed:
        block = _block(one)
        for no in range(one.first_stairwell, one.first_stairwell + one.stairwells):
            found[one.courtyard_id, no] = {"ring": block.stairwell(no), "height": one.storeys * STOREY}
    return found


def _flats(session: Session, placed: Sequence[Building]) -> tuple[Records, int]:
    """The flats that have a place, and how many have none."""
    columns = ("id", "courtyard_id", "building_id", "stairwell", "floor", "room")
    statement = select(*(col(getattr(Household, name)) for name in columns)).where(
        col(Household.until).is_(None)
    )
    homes = [dict(row._mapping) for row in session.execute(statement.limit(FLATS_AT_MOST + 1))]
    if len(homes) > FLATS_AT_MOST:
        return [], 0
    blocks = {one.id: _block(one) for one in placed}
    landings: dict[tuple[int, int, int], list[dict[str, Any]]] = defaultdict(list)
    for home in sorted(homes, key=lambda one: str(one["room"])):
        landings[home["building_id"], home["stairwell"], home["floor"]].append(home)
    found: Records = []
    for (building, stairwell, floor), rooms in landings.items():
        block = blocks.get(building)
        if block is None or not block.has(stairwell):
            continue
        for place, home in enumerate(rooms):
            ring = block.flat(stairwell, place, len(rooms))
            found.append(home | {"ring": ring, "base": (floor - 1) * STOREY})
    return sorted(found, key=lambda one: one["id"]), len(homes) - len(found)


def _facilities(session: Session) -> Records:
    found = session.execute(select(Facility).order_by(col(Facility.id))).scalars()
    return [
        {
            "courtyard_id": one.courtyard_id,
            "kind": one.kind.value,
            "name_zh": one.name_zh,
            "name_en": one.name_en,
            "at": [one.lon, one.lat],
            "since": one.since,
            "until": one.until,
        }
        for one in found
    ]
