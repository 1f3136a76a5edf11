"""How complete and timely the monthly reports are, and what may be wrong in the records."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from dashboard.access import Action, FieldAccess, Principal, field_access, limited_to_courtyard
from dashboard.indicators.periods import months_between, shift
from dashboard.queries.checks.check_types import Check, Found, Group
from dashboard.queries.checks.contradictions import CONTRADICTIONS
from dashboard.queries.checks.questions import QUESTIONS
from dashboard.queries.checks.unlocated import UNLOCATED
from dashboard.schema.base import Privacy
from dashboard.schema.duties import DutyKind, ReportingDuty

MONTHS = 12
CHECKS = (*CONTRADICTIONS, *QUESTIONS, *UNLOCATED)
FEW = 5
"""Below it a count of households is withheld from who may not know which ones."""


class Came(StrEnum):
    """What became of a report, as one mark; complete and approved stay facts of their own."""

    COMPLETE = "complete"
    ENTERED = "entered"
    LATE = "late"
    NOT_DUE = "not_due"
    MISSING = "missing"


@dataclass(frozen=True)
class Report:
    """A month's report that a courtyard (None: the site) owed."""

    kind: DutyKind
    courtyard_id: int | None
    month: str
    due_on: date
    entered_on: date | None
    nothing_happened: bool
    completed_on: date | None
    approved_on: date | None
    today: date

    @property
    def came(self) -> Came:
        """Late wins over complete: a report that came late stays late when it is complete."""
        if self.entered_on is None:
            return Came.MISSING if self.due_on < self.today else Came.NOT_DUE
        if self.entered_on > self.due_on:
            return Came.LATE
        return Came.COMPLETE if self.completed_on else Came.ENTERED

    @property
    def is_expected(self) -> bool:
        """Past its day, or entered before it."""
        return self.came is not Came.NOT_DUE

    @property
    def days(self) -> int | None:
        """Days from the day due to the day entered, negative before it; None while not entered."""
        return (self.entered_on - self.due_on).days if self.entered_on else None


@dataclass(frozen=True)
class Tally:
    """Reports counted: entered, on time, complete and approved are separate facts."""

    expected: int
    entered: int
    on_time: int
    complete: int
    approved: int


def reports(session: Session, *, by: Principal, day: date, today: date) -> list[Report]:
    """Every report of the twelve months to that of `day` in the reader's scope, as it stands today.

    A committee sees its own courtyard's; raises NotAllowed for who may not look at all.
    """
    return owed(session, day=day, today=today, courtyard_id=limited_to_courtyard(by, Action.SEE_QUALITY))


def owed(session: Session, *, day: date, today: date, courtyard_id: int | None = None) -> list[Report]:
    """The reports of the twelve months to that of `day`, of one courtyard or of all and the site."""
    window = months_between(shift(day, 1 - MONTHS), day)
    statement = (
        select(
            col(ReportingDuty.kind),
            col(ReportingDuty.courtyard_id),
            col(ReportingDuty.month),
            col(ReportingDuty.due_on),
            col(ReportingDuty.entered_on),
            col(ReportingDuty.nothing_happened),
            col(ReportingDuty.completed_on),
            col(ReportingDuty.approved_on),
        )
        .where(col(ReportingDuty.month) >= window[0], col(ReportingDuty.month) <= window[-1])
        .order_by(col(ReportingDuty.kind), col(ReportingDuty.courtyard_id), col(ReportingDuty.month))
    )
    if courtyard_id is not None:
        statement = statement.where(col(ReportingDuty.courtyard_id) == courtyard_id)
    return [Report(**row._mapping, today=today) for row in session.execute(statement)]


def monthly(session: Session, *, day: date, today: date) -> dict[str, Tally]:
    """The reports of the twelve months to that of `day`, of all courtyards and the site, counted by month."""
    window = months_between(shift(day, 1 - MONTHS), day)
    entered = col(ReportingDuty.entered_on)
    expected = or_(entered.is_not(None), col(ReportingDuty.due_on) < today)
    counts = {
        "expected": expected,
        "entered": entered.is_not(None),
        "on_time": entered <= col(ReportingDuty.due_on),
        "complete": and_(expected, col(ReportingDuty.completed_on).is_not(None)),
        "approved": and_(expected, col(ReportingDuty.approved_on).is_not(None)),
    }
    found = session.execute(
        select(col(ReportingDuty.month), *(func.count().filter(told) for told in counts.values()))
        .where(col(ReportingDuty.month) >= window[0], col(ReportingDuty.month) <= window[-1])
        .group_by(col(ReportingDuty.month))
        .order_by(col(ReportingDuty.month))
    )
    return {month: Tally(**dict(zip(counts, numbers, strict=True))) for month, *numbers in found}


def tally(found: Iterable[Report]) -> Tally:
    """Count the reports that were to be expected."""
    expected = [one for one in found if one.is_expected]
    return Tally(
        expected=len(expected),
        entered=_many(one.entered_on for one in expected),
        on_time=sum(one.days is not None and one.days <= 0 for one in expected),
        complete=_many(one.completed_on for one in expected),
        approved=_many(one.approved_on for one in expected),
    )


def _many(days: Iterable[Any]) -> int:
    return sum(one is not None for one in days)


@dataclass(frozen=True)
class Finding:
    """What a check found: how many, and the records for those who may see them.

    `count` is None where 1 to 4 households are concerned and the reader may not know which.
    """

    key: str
    group: Group
    count: int | None
    rows: list[Found]


def findings(session: Session, *, by: Principal, today: date) -> list[Finding]:
    """Every check on the whole register as it stands, also those that find nothing."""
    own = limited_to_courtyard(by, Action.SEE_QUALITY)
    return [_finding(session, check, by, own, today) for check in CHECKS]


def _finding(session: Session, check: Check, by: Principal, own: int | None, today: date) -> Finding:
    rows = [one for one in check.find(session, today) if own in (None, one.courtyard_id)]
    if not check.personal:
        return Finding(check.key, check.group, len(rows), rows)
    households = sum(one.count or 0 for one in rows)
    if field_access(by, Privacy.P1) is FieldAccess.YES:
        return Finding(check.key, check.group, households, rows)
    return Finding(check.key, check.group, None if 0 < households < FEW else households, [])
