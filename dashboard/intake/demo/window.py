"""The stretch of months that the demonstration tells, and values that change over it."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.indicators.periods import shift

MONTHS = 24


@dataclass(frozen=True)
class Window:
    """Whole months from `first` to `last`, both included; `as_of` is the day on which it is told."""

    first: date
    last: date
    as_of: date

    @property
    def months(self) -> list[date]:
        """The first day of each month."""
        return [shift(self.first, by) for by in range(MONTHS)]

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=by) for by in range((self.last - self.first).days + 1)]

    @property
    def quarters(self) -> list[date]:
        """The first days of the calendar quarters that the window touches."""
        start = shift(self.first, -((self.first.month - 1) % 3))
        return [shift(start, by) for by in range(0, MONTHS + 3, 3) if shift(start, by) <= self.last]

    def month(self, index: int, day: int = 1) -> date:
        """A day of the month `index` of the window, counted from 0; may lie before or after it."""
        first = shift(self.first, index)
        return first.replace(day=min(day, monthrange(first.year, first.month)[1]))

    def index(self, day: date) -> int:
        """The number of the month that a day lies in, counted from 0."""
        return (day.year - self.first.year) * 12 + day.month - self.first.month

    def progress(self, day: date) -> float:
        """How far through the window a day lies, 0 to 1."""
        share = (day - self.first).days / (self.last - self.first).days
        return min(1.0, max(0.0, share))

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def window(as_of: date) -> Window:
    """The 24 months up to that of `as_of` where it is a month's end, else to the month before."""
    after = as_of + timedelta(days=1)
    end = after if after.day == 1 else as_of.replace(day=1)
    return Window(first=shift(end, -MONTHS), last=end - timedelta(days=1), as_of=as_of)


def ramp(ends: Sequence[float], progress: float) -> float:
    """The value between two ends after a share of the way."""
    start, end = ends
    return start + (end - start) * progress
