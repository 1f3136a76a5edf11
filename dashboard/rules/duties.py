"""Which reports are owed each month, when they are due, and where one stands: one table for everybody."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from dashboard.indicators.periods import shift
from dashboard.schema.duties import DutyKind

BY_COURTYARD = (DutyKind.REQUESTS, DutyKind.CALL_BACKS, DutyKind.HAZARDS, DutyKind.ACTIVITIES)
BY_SITE = (DutyKind.MEETINGS, DutyKind.FEES, DutyKind.STATION, DutyKind.OFFICE, DutyKind.RENOVATION)
SURVEY_MONTH = 9
"""The month of the yearly survey, which the site reports on once a year."""
DUE_DAY = 5
"""Reports are due on this day of the month that follows."""
LAST_DAYS = 7
"""From the last week of a month on its reporter may say that this is all, or that nothing happened."""


class Standing(StrEnum):
    """Where a report stands, in the order in which a reporter looks at it."""

    RETURNED = "returned"
    OVERDUE = "overdue"
    DUE = "due"
    WAITING = "waiting"
    APPROVED = "approved"


class Facts(Protocol):
    """What is known of one report."""

    @property
    def due_on(self) -> date: ...
    @property
    def completed_on(self) -> date | None: ...
    @property
    def approved_on(self) -> date | None: ...
    @property
    def returned_why(self) -> str | None: ...


def of_site(month: str) -> tuple[DutyKind, ...]:
    """What the site owes for a month (`2026-09`)."""
    return (*BY_SITE, DutyKind.SURVEY) if int(month[5:]) == SURVEY_MONTH else BY_SITE


def owed(month: str, courtyards: list[int]) -> Iterator[tuple[DutyKind, int | None]]:
    """Every report that is owed for a month: its kind, and its courtyard or None for the site."""
    for courtyard_id in courtyards:
        yield from ((kind, courtyard_id) for kind in BY_COURTYARD)
    yield from ((kind, None) for kind in of_site(month))


def due_on(month: str) -> date:
    """The day on which a month's reports are due."""
    return shift(first_day(month), 1).replace(day=DUE_DAY)


def first_day(month: str) -> date:
    """The first day of `2026-09`."""
    return date.fromisoformat(f"{month}-01")


def answerable_from(month: str) -> date:
    """The first day on which a month's reporter may say that this is all."""
    return shift(first_day(month), 1) - timedelta(days=LAST_DAYS)


def standing(one: Facts, today: date) -> Standing:
    """Where a report stands: approved, waiting for the office, sent back, or still to be completed."""
    if one.approved_on is not None:
        return Standing.APPROVED
    if one.completed_on is not None:
        return Standing.WAITING
    if one.returned_why is not None:
        return Standing.RETURNED
    return Standing.OVERDUE if one.due_on < today else Standing.DUE
