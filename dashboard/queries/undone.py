"""What was promised and not done by a day: tasks, and resolutions without one. One rule for every page."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from dashboard.schema.meetings import Resolution, Task

TASK, RESOLUTION = "task", "resolution"


def tasks(day: date) -> tuple[ColumnElement[bool], ...]:
    """The conditions of a task that was set and neither done nor dropped at the end of a day."""
    return (
        col(Task.set_on) <= day,
        or_(col(Task.done_on).is_(None), col(Task.done_on) > day),
        or_(col(Task.dropped_on).is_(None), col(Task.dropped_on) > day),
    )


def resolutions(day: date) -> tuple[ColumnElement[bool], ...]:
    """The conditions of a resolution that stood alone and was not delivered at the end of a day."""
    return (
        alone(day),
        col(Resolution.decided_on) <= day,
        or_(col(Resolution.done_on).is_(None), col(Resolution.done_on) > day),
    )


def alone(day: date) -> ColumnElement[bool]:
    """Whether a resolution had no task by a day, but such as were dropped: else the task is reminded of."""
    tasked = select(col(Task.id)).where(
        col(Task.resolution_id) == col(Resolution.id),
        col(Task.set_on) <= day,
        or_(col(Task.dropped_on).is_(None), col(Task.dropped_on) > day),
    )
    return ~tasked.correlate(Resolution).exists()


def overdue(session: Session, *, day: date, courtyard_id: int | None = None) -> list[dict[str, Any]]:
    """What was past its date, the oldest first: kind, id, title, due_on, courtyard_id (None: the site's)."""
    found = []
    for kind, table, title, conditions in (
        (TASK, Task, Task.title, tasks(day)),
        (RESOLUTION, Resolution, Resolution.text, resolutions(day)),
    ):
        columns: list[Any] = [
            col(table.id),
            col(title).label("title"),
            col(table.due_on),
            col(table.courtyard_id),
        ]
        asked = select(*columns).where(col(table.due_on) < day, *conditions)
        if courtyard_id is not None:
            asked = asked.where(col(table.courtyard_id) == courtyard_id)
        found += [dict(row._mapping) | {"kind": kind} for row in session.execute(asked)]
    return sorted(found, key=lambda row: (row["due_on"], row["kind"], row["id"]))
