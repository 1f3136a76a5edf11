"""Writes about places: outlines of courtyards and footprints of buildings, all of a file or nothing."""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from dashboard.access import Action, Principal, require
from dashboard.actions import audit
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
    require(by, Action.PLACE_OUTLINES)
    audit.locked_head(session)
    yards = {one.no: one for one in session.execute(select(Courtyard)).scalars()}
    houses = {(one.courtyard_id, one.no): one for one in session.execute(select(Building)).scalars()}
    problems = []
    replaced: dict[int, dict[str, str | None]] = {}
    for one in outlines:
        yard = yards.get(one.courtyard_no)
        house = houses.get((yard.id or 0, one.building_no or "")) if yard else None
        name = f"{one.courtyard_no}{one.building_no or ''}"
        if yard is None:
            problems.append(Problem(name, "no_such_courtyard"))
        elif one.building_no is None:
            replaced.setdefault(yard.id or 0, {})[OUTLINE] = _digest(yard.outline)
            yard.outline, yard.datum = one.ring, datum
            audit.bump_version(yard)
        elif house is None:
            problems.append(Problem(name, "no_such_building"))
        else:
            replaced.setdefault(yard.id or 0, {})[house.no] = _digest(house.footprint)
            house.footprint = one.ring
            audit.bump_version(house)
    if problems:
        raise InvalidDraft(tuple(problems))
    for id_, rings in replaced.items():
        details = {"features": len(rings), "datum": datum.value, "replaced": rings}
        audit.record(
            session,
            by=by,
            verb="outline",
            noun="courtyard",
            now=now,
            ref=id_,
            courtyard_id=id_,
            details=details,
        )
    return len(outlines)


def _digest(ring: Any) -> str | None:
    """SHA-256 over the canonical JSON of a ring, None where there was none."""
    if ring is None:
        return None
    return sha256(json.dumps(ring, separators=(",", ":")).encode()).hexdigest()
