"""Reads of who took part in an activity: households and volunteer hours, small cells withheld by role."""

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, allows, limited_to_courtyard, may_name, require
from dashboard.errors import NotFound
from dashboard.indicators.evidence import in_force
from dashboard.indicators.together import ADULT
from dashboard.privacy import masking, suppression
from dashboard.queries import records
from dashboard.records.work import ACTIVITY
from dashboard.schema.activities import Participation
from dashboard.schema.people import Resident
from dashboard.schema.places import Courtyard, Household

Row = dict[str, Any]


def one(session: Session, *, by: Principal, activity_id: int) -> Row:
    """How many took part: came of entitled households; people and the minutes they served.

    Counts are None where they are withheld. `may_record` and `may_see_homes` say what the reader may.
    """
    activity = _seen(session, by, activity_id)
    at = activity["at"]
    count = select(func.count(), func.coalesce(func.sum(case((_joined(activity_id), 1), else_=0)), 0))
    homes = count.select_from(Household).where(in_force(Household, activity["held_on"]))
    if at is not None:
        homes = homes.where(col(Household.courtyard_id) == at)
    entitled, came = session.execute(homes).one()
    hides = suppression.small(came, entitled, role=by.role)
    people, minutes = session.execute(
        select(
            func.count(col(Participation.resident_id).distinct()),
            func.coalesce(func.sum(Participation.served_minutes), 0),
        ).where(_served(activity_id))
    ).one()
    few = 0 < people <= suppression.limit(by.role)
    return {
        "id": activity_id,
        "courtyard_id": at,
        "held_on": activity["held_on"],
        "came": None if hides else int(came),
        "entitled": None if hides else int(entitled),
        "people": None if few else int(people),
        "minutes": None if few else int(minutes),
        "may_record": activity["writable"],
        "may_see_homes": allows(by, Action.SEE_FLATS, courtyard_id=at),
    }


def homes(session: Session, *, by: Principal, activity_id: int, courtyard_id: int) -> list[Row]:
    """The households of a courtyard that might take part, and whether they did: id, stairwell, room, came."""
    require(by, Action.SEE_FLATS, courtyard_id=courtyard_id)
    activity = _seen(session, by, activity_id)
    if activity["at"] not in (None, courtyard_id):
        raise NotFound(ACTIVITY.noun)
    columns = col(Household.id), col(Household.stairwell), col(Household.room)
    found = session.execute(
        select(*columns, case((_joined(activity_id), 1), else_=0).label("came"))
        .where(col(Household.courtyard_id) == courtyard_id, in_force(Household, activity["held_on"]))
        .order_by(col(Household.stairwell), col(Household.floor), col(Household.room))
    )
    rows = [dict(row._mapping) for row in found]
    return [row | {"came": bool(row["came"])} for row in rows]


def residents(session: Session, *, by: Principal, activity_id: int, household_id: int) -> list[Row]:
    """The adults who lived in a flat on the day: id, masked name, minutes, and place and alike as below."""
    home = session.get(Household, household_id)
    if home is None:
        raise NotFound("household")
    require(by, Action.SEE_FLATS, courtyard_id=home.courtyard_id)
    day = _seen(session, by, activity_id)["held_on"]
    served = {row["resident_id"]: row["minutes"] for row in helpers(session, by=by, activity_id=activity_id)}
    return [
        {"id": row["id"], "minutes": served.get(row["id"], 0)}
        | {key: row[key] for key in ("name", "place", "alike")}
        for row in _flatmates(session, {household_id}, day)
        if day.year - row["born_year"] >= ADULT
    ]


def helpers(session: Session, *, by: Principal, activity_id: int) -> list[Row]:
    """Who served, as far as the reader keeps their courtyard, with the minutes.

    Keys: household_id, resident_id, courtyard_id, yard (its number), stairwell, room, name (masked), place
    in the flat's list and whether another there looks `alike`, minutes.
    """
    own = limited_to_courtyard(by, Action.SEE_FLATS)
    day = _seen(session, by, activity_id)["held_on"]
    columns: tuple[Any, ...] = (
        col(Participation.household_id),
        col(Participation.resident_id),
        col(Courtyard.id).label("courtyard_id"),
        col(Courtyard.no).label("yard"),
        col(Household.stairwell),
        col(Household.room),
        col(Resident.name),
    )
    found = (
        select(*columns, func.sum(Participation.served_minutes).label("minutes"))
        .select_from(Participation)
        .join(Household, col(Household.id) == col(Participation.household_id))
        .join(Courtyard, col(Courtyard.id) == col(Household.courtyard_id))
        .join(Resident, col(Resident.id) == col(Participation.resident_id))
        .where(_served(activity_id))
        .group_by(*columns)
        .order_by(
            col(Courtyard.no), col(Household.stairwell), col(Household.room), col(Participation.resident_id)
        )
    )
    if own is not None:
        found = found.where(col(Courtyard.id) == own)
    rows = [dict(row._mapping) for row in session.execute(found)]
    there = {row["id"]: row for row in _flatmates(session, {row["household_id"] for row in rows}, day)}
    return [_masked(row, by, there.get(row["resident_id"], {})) for row in rows]


def _seen(session: Session, by: Principal, activity_id: int) -> Row:
    """The activity, for whoever may see it; NotFound outside the scope."""
    return records.one(session, by=by, kind=ACTIVITY, ref=activity_id)


def _joined(activity_id: int) -> Any:
    """Whether a household, or somebody of it, took part."""
    here = select(col(Participation.id)).where(
        col(Participation.household_id) == col(Household.id), col(Participation.activity_id) == activity_id
    )
    return here.correlate(Household).exists()


def _served(activity_id: int) -> Any:
    mine = col(Participation.activity_id) == activity_id
    return mine & col(Participation.resident_id).is_not(None) & (col(Participation.served_minutes) > 0)


def _flatmates(session: Session, households: set[int], day: date) -> list[Row]:
    """Who lived in some flats on a day, names masked; `place` is theirs in the flat's list.

    `alike`: whether somebody else of the flat looks the same behind the mask.
    """
    columns = col(Resident.household_id), col(Resident.id), col(Resident.name), col(Resident.born_year)
    there = select(*columns).where(col(Resident.household_id).in_(households), in_force(Resident, day))
    found = [dict(row._mapping) for row in session.execute(there.order_by(col(Resident.id)))]
    rows = [row | {"name": masking.name(row["name"])} for row in found]
    last: Counter[int] = Counter()
    masks = Counter((row["household_id"], row["name"]) for row in rows)
    for row in rows:
        last[row["household_id"]] += 1
        row["place"] = last[row["household_id"]]
        row["alike"] = masks[row["household_id"], row["name"]] > 1
    return rows


def _masked(row: Row, by: Principal, flatmate: Row) -> Row:
    named = may_name(by, row["courtyard_id"])
    return row | {
        "name": masking.name(row["name"]) if named else None,
        "minutes": int(row["minutes"]),
        "place": flatmate.get("place", 1),
        "alike": flatmate.get("alike", False),
    }
