"""Who came to open meetings, in households.

Those from whom small cells are withheld are told no single meeting: the quarter's turnout of the courtyard
is published to them (privacy/withholding.py), and a withheld meeting could be solved from it and the others.
"""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.evidence import in_force
from dashboard.indicators.statistics import wilson
from dashboard.privacy import suppression
from dashboard.rules.meetings import OPEN
from dashboard.schema.accounts import Role
from dashboard.schema.meetings import HouseholdAttendance, Meeting, Stage
from dashboard.schema.places import Household

SHOWN = 8


def meetings(
    session: Session, *, courtyard_id: int, day: date, role: Role, since: date | None = None
) -> list[dict[str, Any]]:
    """The open meetings of the courtyard and of the whole site, newest first: kind, held_on and turnout.

    `present` of `eligible` households are this courtyard's, both None for who is told quarters only; `value`,
    `low` and `high` are given from the base of the indicator on. The last eight, or all from `since` on.
    """
    wanted = (
        select(col(Meeting.id))
        .where(
            col(Meeting.kind).in_(OPEN),
            col(Meeting.stage) == Stage.HELD,
            or_(col(Meeting.courtyard_id).is_(None), col(Meeting.courtyard_id) == courtyard_id),
            col(Meeting.held_on) <= day,
        )
        .order_by(col(Meeting.held_on).desc(), col(Meeting.id).desc())
    )
    wanted = wanted.where(col(Meeting.held_on) >= since) if since else wanted.limit(SHOWN)
    ids = list(session.execute(wanted).scalars())
    found = _cells(session, ids)
    told = by_meeting(role)
    return [_turnout(found[id_], courtyard_id, told) for id_ in ids if courtyard_id in found[id_]["cells"]]


def by_meeting(role: Role) -> bool:
    """Whether a role is told the turnout of a single meeting, not of quarters only."""
    return not suppression.limit(role)


def totals(session: Session, ids: list[int], role: Role) -> dict[int, tuple[int, int] | tuple[None, None]]:
    """Of each meeting how many households came of how many, the two None for who is told quarters only."""
    if not by_meeting(role):
        return dict.fromkeys(ids, (None, None))
    found: dict[int, tuple[int, int] | tuple[None, None]] = {}
    cells = _cells(session, ids)
    for id_ in ids:
        rows = cells[id_]["cells"].values() if id_ in cells else ()
        came, entitled = (sum(row[column] for row in rows) for column in (0, 1))
        found[id_] = (came, entitled)
    return found


def _cells(session: Session, ids: list[int]) -> dict[int, dict[str, Any]]:
    """Of each meeting its kind and day, and by courtyard how many households came of how many."""
    came = and_(
        col(HouseholdAttendance.meeting_id) == col(Meeting.id),
        col(HouseholdAttendance.household_id) == col(Household.id),
    )
    grouped: list[Any] = [
        col(Meeting.id),
        col(Meeting.kind),
        col(Meeting.held_on),
        col(Household.courtyard_id),
    ]
    rows = session.execute(
        select(*grouped, func.count(col(HouseholdAttendance.id)), func.count())
        .select_from(Meeting)
        .join(
            Household,
            or_(
                col(Meeting.courtyard_id).is_(None),
                col(Household.courtyard_id) == col(Meeting.courtyard_id),
            ),
        )
        .outerjoin(HouseholdAttendance, came)
        .where(col(Meeting.id).in_(ids), in_force(Household, col(Meeting.held_on)))
        .group_by(*grouped)
        .order_by(col(Household.courtyard_id))
    )
    found: dict[int, dict[str, Any]] = defaultdict(lambda: {"cells": {}})
    for id_, kind, held_on, courtyard, present, eligible in rows:
        found[id_] |= {"id": id_, "kind": kind, "held_on": held_on}
        found[id_]["cells"][courtyard] = (present, eligible)
    return found


def _turnout(one: dict[str, Any], courtyard_id: int, told: bool) -> dict[str, Any]:
    present, eligible = one["cells"][courtyard_id]
    shown = {name: one[name] for name in ("id", "kind", "held_on")}
    blank = {"value": None, "low": None, "high": None}
    if not told:
        return shown | blank | {"present": None, "eligible": None}
    shown |= {"present": present, "eligible": eligible}
    if eligible < CATALOGUE["consult_turnout"].base:
        return shown | blank
    interval = wilson(present, eligible)
    return shown | {"value": interval.value, "low": interval.low, "high": interval.high}
