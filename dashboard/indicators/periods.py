"""Periods and how they are written: 2026-09, 2026-Q3, 2026, R2026-Q3."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import total_ordering

from dashboard.errors import UnknownName


class Kind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ROLLING = "rolling"


LENGTH = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.YEAR: 12, Kind.ROLLING: 12}
"""Months that a period of each kind covers."""

_WRITTEN = re.compile(
    r"(?P<rolling>R?)(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?", re.ASCII
)


def months_between(first: date, last: date) -> list[str]:
    """The months from that of `first` to that of `last`, both included, as `2026-09`."""
    count = (last.year - first.year) * 12 + last.month - first.month
    return [shift(first, by).isoformat()[:7] for by in range(count + 1)]


def shift(day: date, months: int) -> date:
    """The first day of the month that lies `months` after (before, if negative) that of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


@total_ordering
@dataclass(frozen=True)
class Period:
    """A stretch of whole months. `start` is its first day, `end` the day after its last."""

    kind: Kind
    start: date

    @property
    def end(self) -> date:
        return shift(self.start, LENGTH[self.kind])

    @property
    def last(self) -> date:
        """The last day."""
        return self.end - timedelta(days=1)

    @property
    def months(self) -> list[str]:
        return months_between(self.start, self.last)

    def __str__(self) -> str:
        last = self.last
        quarter = f"{last.year}-Q{(last.month + 2) // 3}"
        return {
            Kind.MONTH: f"{last:%Y-%m}",
            Kind.QUARTER: quarter,
            Kind.YEAR: f"{last:%Y}",
            Kind.ROLLING: f"R{quarter}",
        }[self.kind]

    def __lt__(self, other: "Period") -> bool:
        return (self.start, self.end) < (other.start, other.end)

    def step(self, by: int) -> "Period":
        """The period `by` steps later; rolling periods step by a quarter."""
        length = 3 if self.kind is Kind.ROLLING else LENGTH[self.kind]
        return Period(self.kind, shift(self.start, by * length))


def parse(text: str) -> Period:
    """The period written as `text`; raises UnknownName."""
    found = _WRITTEN.fullmatch(text)
    if not found or (found["rolling"] and not found["quarter"]):
        raise UnknownName(text)
    year = int(found["year"])
    if not 1900 <= year <= 9000:
        raise UnknownName(text)
    if found["quarter"]:
        first = date(year, 3 * int(found["quarter"]) - 2, 1)
        return Period(Kind.ROLLING, shift(first, -9)) if found["rolling"] else Period(Kind.QUARTER, first)
    if found["month"]:
        return Period(Kind.MONTH, date(year, int(found["month"]), 1))
    return Period(Kind.YEAR, date(year, 1, 1))


def containing(kind: Kind, day: date) -> Period:
    """The period of that kind whose last quarter, month or year holds `day`."""
    if kind is Kind.MONTH:
        return Period(kind, day.replace(day=1))
    if kind is Kind.YEAR:
        return Period(kind, date(day.year, 1, 1))
    quarter = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return Period(kind, shift(quarter, -9) if kind is Kind.ROLLING else quarter)


def last_ended(kind: Kind, day: date) -> Period:
    """The latest period of that kind that is over at the end of `day`."""
    holding = containing(kind, day)
    return holding if holding.last <= day else holding.step(-1)


def covered(kind: Kind, *, since: date, until: date) -> Iterator[Period]:
    """The periods of that kind that begin on or after `since` and have begun by `until`, oldest first.

    A rolling period counts as begun with its last quarter.
    """
    period = containing(kind, since)
    if kind is Kind.ROLLING:
        period = period.step(3)
    if period.start < since:
        period = period.step(1)
    last = containing(kind, until)
    while period <= last:
        yield period
        period = period.step(1)
