"""Writes about places: outlines of courtyards and footprints of buildings, all of a file or nothing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from dashboard.access import Action, Principal, require
from dashboard.actions import audit
from dashboard.errors import InvalidDraft, Problem
from dashboard.intake.outlines import Outline
from dashboard.schema.places import Building, Courtyard, Datum


def outline(
    *, session: Session, outlines: Sequence[Outline], datum: Datum, by: Principal, now: datetime
) -> int:
    """Place courtyards and buildings; gives how many. Raises InvalidDraft naming those that do not exist.

    Doing it twice leaves what doing it once leaves, so it needs no key.
    """
    require(by, Action.PLACE_OUTLINES)
    audit.locked_head(session)
    yards = {one.no: one for one in session.execute(select(Courtyard)).scalars()}
    houses = {(one.courtyard_id, one.no): one for one in session.execute(select(Building)).scalars()}
    problems = []
    for one in outlines:
        yard = yards.get(one.courtyard_no)
        house = houses.get((yard.id or 0, one.building_no or "")) if yard else None
        name = f"{one.courtyard_no}{one.building_no or ''}"
        if yard is None:
            problems.append(Problem(name, "no_such_courtyard"))
        elif one.building_no is None:
            yard.outline, yard.datum = one.ring, datum
            audit.advance(yard)
        elif house is None:
            problems.append(Problem(name, "no_such_building"))
        else:
            house.footprint = one.ring
            audit.advance(house)
    if problems:
        raise InvalidDraft(tuple(problems))
    details = {"features": len(outlines), "datum": datum.value}
    audit.record(session, by=by, verb="outline", noun="courtyard", now=now, details=details)
    return len(outlines)
