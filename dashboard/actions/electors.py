"""Who may vote: the heads of one vote, each with its flats and their area."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from dashboard.indicators.evidence import in_force
from dashboard.schema.people import Resident
from dashboard.schema.places import Building, Household, Tenure
from dashboard.schema.votes import (
    Electorate,
    VoteDraft,
    VoteScope,
)

ADULT = 18


def of(session: Session, draft: VoteDraft) -> Iterable[dict[str, Any]]:
    """Every unit that may vote, with the head that it counts for: owners, households or adults."""
    homes = select(Household).where(in_force(Household, draft.opened_on)).order_by(col(Household.id))
    flats = list(session.execute(_within(session, homes, draft)).scalars())
    if draft.electorate is Electorate.RESIDENTS:
        yield from _adults(session, {flat.id or 0: flat.area for flat in flats}, draft)
        return
    for flat in flats:
        owners = draft.electorate is Electorate.OWNERS
        if owners or flat.tenure is not Tenure.VACANT:
            head = f"o:{flat.owner_id}" if owners and flat.owner_id else f"h:{flat.id}"
            yield {"household_id": flat.id, "resident_id": None, "area": flat.area, "head": head}


def _within(session: Session, homes: Select[Any], draft: VoteDraft) -> Select[Any]:
    if draft.courtyard_id is not None:
        homes = homes.where(col(Household.courtyard_id) == draft.courtyard_id)
    if draft.scope is VoteScope.STAIRWELL:
        return homes.where(col(Household.stairwell) == draft.stairwell)
    if draft.scope is VoteScope.BUILDING:
        return homes.where(col(Household.building_id) == _building(session, draft))
    return homes


def _building(session: Session, draft: VoteDraft) -> int | None:
    """The building in which a stairwell is: they are numbered through the courtyard."""
    first = col(Building.first_stairwell)
    found = select(col(Building.id)).where(
        col(Building.courtyard_id) == draft.courtyard_id,
        first <= draft.stairwell,
        first + col(Building.stairwells) > draft.stairwell,
    )
    return session.execute(found).scalars().first()


def _adults(session: Session, areas: dict[int, int], draft: VoteDraft) -> Iterable[dict[str, Any]]:
    """Residents of 18 or over, by the year they were born in."""
    grown = col(Resident.born_year) <= draft.opened_on.year - ADULT
    found = select(Resident).where(in_force(Resident, draft.opened_on), grown).order_by(col(Resident.id))
    for one in session.execute(found).scalars():
        if one.household_id in areas:
            area = areas[one.household_id]
            yield {
                "household_id": one.household_id,
                "resident_id": one.id,
                "area": area,
                "head": f"r:{one.id}",
            }
