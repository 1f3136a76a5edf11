"""Reads of hazards and rounds: what is open, one hazard with its story; personal columns by role."""

import re
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from dashboard.access import Action, FieldAccess, Principal, field_access, limited_to_courtyard, require
from dashboard.clock import civil
from dashboard.errors import NotFound
from dashboard.rules.requests import numbered
from dashboard.schema.accounts import AuditEvent
from dashboard.schema.base import Privacy
from dashboard.schema.places import Courtyard, Household
from dashboard.schema.safety import Hazard, Inspection
from dashboard.schema.threads import Thread

SHOWN_AT_MOST = 60
PERSONAL = ("stairwell", "note", "room")
DATED = re.compile(r"^(\d{4}-\d{2}-\d{2}) ", re.MULTILINE)
"""How a line begins that a fix or a reopening has added to the note."""


def listed(
    session: Session, *, by: Principal, today: date, courtyard_id: int | None = None, only: str = "open"
) -> list[dict[str, Any]]:
    """Hazards in the reader's scope, overdue first. `only`: open, overdue, fixed (the latest first)."""
    statement = _scoped(_columns(), by)
    if courtyard_id is not None:
        statement = statement.where(col(Hazard.courtyard_id) == courtyard_id)
    unfixed = col(Hazard.fixed_on).is_(None)
    conditions: dict[str, Any] = {
        "open": unfixed,
        "overdue": and_(unfixed, col(Hazard.due_on) < today),
        "fixed": col(Hazard.fixed_on).is_not(None),
    }
    order = [col(Hazard.fixed_on).desc()] if only == "fixed" else [col(Hazard.due_on)]
    found = session.execute(
        statement.where(conditions[only]).order_by(*order, col(Hazard.id).desc()).limit(SHOWN_AT_MOST)
    )
    return [_shown(dict(row._mapping), by, today) for row in found]


def counted(
    session: Session, *, by: Principal, today: date, courtyard_id: int | None = None
) -> dict[str, int]:
    """How many hazards in the reader's scope are open and how many of them overdue."""
    late = func.coalesce(func.sum(case((col(Hazard.due_on) < today, 1), else_=0)), 0)
    statement = _scoped(select(func.count(), late).select_from(Hazard), by)
    if courtyard_id is not None:
        statement = statement.where(col(Hazard.courtyard_id) == courtyard_id)
    count, overdue = session.execute(statement.where(col(Hazard.fixed_on).is_(None))).one()
    return {"open": int(count), "overdue": int(overdue)}


def one(session: Session, *, by: Principal, hazard_id: int, today: date) -> dict[str, Any]:
    """A hazard with its `deeds`; NotFound outside one's scope.

    Each deed says whether it was `fixed` then or taken up again, on which day and in which words.
    `first_note` is what else was written, most of it when it was found.
    """
    row = session.execute(_scoped(_columns(), by).where(col(Hazard.id) == hazard_id)).first()
    if row is None:
        raise NotFound("hazard")
    shown = _shown(dict(row._mapping), by, today)
    first, *dated = DATED.split(shown["note"] or "")
    lines = list(zip(dated[::2], (words.strip() for words in dated[1::2]), strict=True))
    shown["deeds"] = [deed | {"note": _said(lines, deed["on"])} for deed in _deeds(session, hazard_id, shown)]
    shown["first_note"] = "\n".join([first.strip(), *map(" ".join, lines)]).strip() or None
    return shown


def _deeds(session: Session, hazard_id: int, row: dict[str, Any]) -> list[dict[str, Any]]:
    """When it was said to be fixed and taken up again, by the trail; an imported one has its day alone."""
    asked = select(col(AuditEvent.verb), col(AuditEvent.at), col(AuditEvent.details)).where(
        col(AuditEvent.noun) == "hazard",
        col(AuditEvent.ref) == hazard_id,
        col(AuditEvent.verb).in_(("fix", "reopen")),
    )
    found = [
        {"fixed": verb == "fix", "on": date.fromisoformat(told["fixed_on"]) if verb == "fix" else civil(at)}
        for verb, at, told in session.execute(asked.order_by(col(AuditEvent.seq)))
    ]
    if row["fixed_on"] and not (found and found[-1]["fixed"]):
        found.append({"fixed": True, "on": row["fixed_on"]})
    return found


def _said(lines: list[tuple[str, str]], day: date) -> str | None:
    """What was said on a day, taken from the lines: each belongs to one deed."""
    place = next((place for place, line in enumerate(lines) if line[0] == day.isoformat()), None)
    return None if place is None else lines.pop(place)[1]


def of_round(session: Session, *, by: Principal, inspection_id: int, today: date) -> list[dict[str, Any]]:
    """The hazards that a round found."""
    statement = _scoped(_columns(), by).where(col(Hazard.inspection_id) == inspection_id)
    found = session.execute(statement.order_by(col(Hazard.id)))
    return [_shown(dict(row._mapping), by, today) for row in found]


def stairwells(session: Session, *, by: Principal, courtyard_id: int) -> list[int]:
    """The stairwells of a courtyard that `by` keeps."""
    require(by, Action.RECORD_INSPECTION, courtyard_id=courtyard_id)
    here = select(col(Household.stairwell)).where(col(Household.courtyard_id) == courtyard_id).distinct()
    return sorted(session.execute(here).scalars())


def was_open(day: date) -> tuple[ColumnElement[bool], ...]:
    """The conditions of a hazard that was found and not fixed at the end of a day."""
    return col(Hazard.found_on) <= day, or_(col(Hazard.fixed_on).is_(None), col(Hazard.fixed_on) > day)


def _columns() -> Select[Any]:
    columns: list[Any] = [
        col(Hazard.id),
        col(Hazard.version),
        col(Thread.number),
        col(Hazard.courtyard_id),
        col(Hazard.thread_id),
        col(Hazard.inspection_id),
        col(Hazard.kind),
        col(Hazard.place),
        col(Hazard.stairwell),
        col(Household.room),
        col(Hazard.note),
        col(Hazard.found_on),
        col(Hazard.due_on),
        col(Hazard.fixed_on),
        col(Inspection.kind).label("round"),
        col(Courtyard.no).label("courtyard_no"),
    ]
    return (
        select(*columns)
        .select_from(Hazard)
        .join(Courtyard, col(Courtyard.id) == col(Hazard.courtyard_id))
        .outerjoin(Thread, col(Thread.id) == col(Hazard.thread_id))
        .outerjoin(Inspection, col(Inspection.id) == col(Hazard.inspection_id))
        .outerjoin(Household, col(Household.id) == col(Hazard.household_id))
    )


def _scoped(statement: Select[Any], by: Principal) -> Select[Any]:
    own = limited_to_courtyard(by, Action.SEE_HAZARDS)
    return statement if own is None else statement.where(col(Hazard.courtyard_id) == own)


def _shown(row: dict[str, Any], by: Principal, today: date) -> dict[str, Any]:
    """The row as its reader may see it: personal columns cleared by class before anything leaves."""
    row["number"] = row["number"] or numbered("H", row["found_on"].year, row["id"])
    row["overdue"] = row["fixed_on"] is None and row["due_on"] < today
    row["late"] = row["fixed_on"] is not None and row["fixed_on"] > row["due_on"]
    # Nobody is handed a hazard, so nobody reads one as an open task of their own.
    row["hidden"] = field_access(by, Privacy.P1) is not FieldAccess.YES
    for name in PERSONAL:
        row[name] = None if row["hidden"] else row[name]
    return row
