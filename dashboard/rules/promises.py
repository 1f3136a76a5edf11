"""What became of a promise, by its days alone."""

from datetime import date
from enum import StrEnum


class State(StrEnum):
    KEPT = "kept"
    LATE = "late"
    OPEN = "open"
    OVERDUE = "overdue"
    DROPPED = "dropped"


OPEN_STATES = (State.OVERDUE, State.OPEN)


def state(
    *,
    today: date,
    due_on: date,
    done_on: date | None = None,
    dropped_on: date | None = None,
    first_due_on: date | None = None,
) -> State:
    """Kept or late by the day that was promised first, however often it was put off; else where it stands."""
    if dropped_on is not None:
        return State.DROPPED
    if done_on is not None:
        return State.KEPT if done_on <= (first_due_on or due_on) else State.LATE
    return State.OVERDUE if due_on < today else State.OPEN
