"""What a meeting is told of safety: the hazards that are open by their age, the last burglary."""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from dashboard.queries.hazards import was_open
from dashboard.schema.safety import Hazard, Incident, IncidentKind


def open_hazards(session: Session, *, day: date) -> list[dict[str, Any]]:
    """Hazards open at the end of a day, the oldest first: kind, days since they were found, overdue."""
    found = session.execute(
        select(col(Hazard.kind), col(Hazard.found_on), col(Hazard.due_on))
        .where(*was_open(day))
        .order_by(col(Hazard.found_on), col(Hazard.id))
    )
    return [
        {"kind": str(row.kind), "days": (day - row.found_on).days, "overdue": row.due_on < day}
        for row in found
    ]


def last_burglary(session: Session, *, day: date) -> date | None:
    """The day of the last burglary on record by a day; None where there is none."""
    found: date | None = session.execute(
        select(func.max(col(Incident.happened_on))).where(
            col(Incident.kind) == IncidentKind.BURGLARY, col(Incident.happened_on) <= day
        )
    ).scalar_one()
    return found
