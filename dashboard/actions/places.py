"""Writes about places: outlines of courtyards and footprints of buildings, all of a file or nothing.

Placing them is a unit of work in the caller's transaction.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from dashboard.access import Action, Principal
from dashboard.actions.unit_of_work import unit_of_work
from dashboard.errors import InvalidDraft, Problem
from dashboard.intake.outlines import Outline
from dashboard.schema.places import Building, Courtyard, Datum

OUTLINE = "outline"
"""What the trail calls a courtyard's own ring, beside those of its buildings by their numbers."""


def outline(
    *, session: Session, outlines: Sequence[Outline], datum: Datum, by: Principal, now: datetime
) -> int:
    """Place courtyards and buildings; gives how many. Raises InvalidDraft naming those that do not exist.

    The trail has an event for each courtyard, with the hash of every ring that was replaced. Doing it twice
    leaves what doing it once leaves, so it needs no key.
    """
    with unit_of_work(session, by=by, now=now) as work:
        work.require(Action.PLACE_OUTLINES)
        yards = {yard.no: yard for yard in session.execute(select(Courtyard)).scalars()}
        houses = {
            (house.courtyard_id, house.no): house for house in session.execute(select(Building)).scalars()
        }
        problems = []
        replaced: dict[int, dict[str, str | None]] = {}
        for one in outlines:
            yard = yards.get(one.courtyard_no)
            house = houses.get((yard.id or 0, one.building_no or "")) if yard else None
            if yard is None or (one.building_no is not None and house is None):
                code = "no_such_courtyard" if yard is None else "no_such_building"
                problems.append(Problem(f"{one.courtyard_no}{one.building_no or ''}", code))
            else:
                replaced.setdefault(yard.id or 0, {}).update(_placed(yard, house, one.ring, datum))
        if problems:
            raise InvalidDraft(tuple(problems))
        for id_, rings in replaced.items():
            details = {"features": len(rings), "datum": datum.value, "replaced": rings}
            work.event("outline", noun="courtyard", ref=id_, courtyard_id=id_, details=details)
        # No indicator reads where something lies.
        work.counts(since=work.today)
        return len(outlines)


def _placed(yard: Courtyard, house: Building | None, ring: Any, datum: Datum) -> dict[str, str | None]:
    """Give the building, or the courtyard itself, its ring; what it is → the hash of the one before."""
    if house is None:
        before = {OUTLINE: _digest(yard.outline)}
        yard.outline, yard.datum = ring, datum
        return before
    before = {house.no: _digest(house.footprint)}
    house.footprint = ring
    return before


def _digest(ring: Any) -> str | None:
    """SHA-256 over the canonical JSON of a ring, None where there was none."""
    if ring is None:
        return None
    return sha256(json.dumps(ring, separators=(",", ":")).encode()).hexdigest()
