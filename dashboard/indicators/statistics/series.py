"""What changed over time: run charts and XmR charts of monthly values.

A value is a number, or None for a month without one. Such a month is skipped: it neither continues nor
breaks a run, and no moving range is taken across it, since that is no change from one month to the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from itertools import groupby, pairwise
from math import comb, isfinite
from statistics import mean, median

# A run chart below, an XmR chart from here; limits on fewer than FIRM_FROM points are provisional.
XMR_FROM = 12
FIRM_FROM = 20
# 3 standard deviations over d2 = 1.128, the mean range of two values of one standard deviation.
XMR_WIDTH = 2.66
SEVEN = 7

Values = Sequence[float | None]


class SignalKind(StrEnum):
    """What makes a series unlike chance alone."""

    ABOVE_LIMIT = auto()
    BELOW_LIMIT = auto()
    SEVEN_ABOVE = auto()
    SEVEN_BELOW = auto()
    SEVEN_RISING = auto()
    SEVEN_FALLING = auto()


@dataclass(frozen=True, slots=True, order=True)
class Signal:
    """A signal at position `index`, the point that completes it, of something begun at position `since`."""

    index: int
    kind: SignalKind
    since: int


@dataclass(frozen=True, slots=True)
class Run:
    """A run chart: the median, and how many runs on one side of it there are.

    Chance gives `fewest` to `most` runs 95 times in 100.
    """

    median: float
    runs: int
    fewest: int
    most: int
    signals: tuple[Signal, ...]

    @property
    def shifted(self) -> bool:
        """Too few runs: the values stay on one side longer than by chance."""
        return self.runs < self.fewest

    @property
    def zigzag(self) -> bool:
        """Too many runs: the values change sides more often than by chance, as if two things were mixed."""
        return self.runs > self.most


@dataclass(frozen=True, slots=True)
class Limits:
    """The lines of an XmR chart. They may pass 0 or 100%; cut them where they are drawn."""

    centre: float
    low: float
    high: float
    moving_range_mean: float
    provisional: bool


def run_chart(values: Values) -> Run:
    """The run chart of a short series: too few or too many runs around the median, and runs of seven.

    Values on the median belong to no run. Raises ValueError when there is no value, or one is not finite.
    Source: Swed and Eisenhart 1943, Ann Math Stat 14:66 (number of runs, 2.5% at either end).
    """
    points = _points(values)
    if not points:
        raise ValueError("a run chart needs at least one value")
    centre = float(median(value for _, value in points))
    sides = [value > centre for _, value in points if value != centre]
    fewest, most = _likely_runs(sum(sides), len(sides) - sum(sides))
    found = _sevens_on_one_side(points, centre) + _sevens_in_one_direction(points)
    return Run(centre, len(list(groupby(sides))), fewest, most, tuple(sorted(found)))


def xmr(values: Values) -> Limits:
    """The XmR limits: mean ± 2.66 × the mean moving range; provisional below 20 values.

    Raises ValueError when no two neighbouring months have a value, or a value is not finite.
    Source: Wheeler and Chambers 1992, Understanding Statistical Process Control.
    """
    points = _points(values)
    ranges = [abs(b - a) for (i, a), (j, b) in pairwise(points) if j == i + 1]
    if not ranges:
        raise ValueError("XmR limits need two neighbouring values")
    # `mean` is exact, so equal values lie on the centre line and not a rounding beside it.
    centre, moving = float(mean(value for _, value in points)), float(mean(ranges))
    width = XMR_WIDTH * moving
    return Limits(centre, centre - width, centre + width, moving, provisional=len(points) < FIRM_FROM)


def signals(values: Values, limits: Limits) -> list[Signal]:
    """The signals against the limits: a point outside, seven on one side, seven rising or falling.

    Seven are given once, at the seventh, however long they go on. A point on the centre line is on
    neither side and is passed over; an equal value ends a rise or a fall.
    """
    points = _points(values)
    above = [Signal(i, SignalKind.ABOVE_LIMIT, i) for i, value in points if value > limits.high]
    below = [Signal(i, SignalKind.BELOW_LIMIT, i) for i, value in points if value < limits.low]
    sevens = _sevens_on_one_side(points, limits.centre) + _sevens_in_one_direction(points)
    return sorted(above + below + sevens)


def _points(values: Values) -> list[tuple[int, float]]:
    """Position and value of the months that have one."""
    points = [(i, value) for i, value in enumerate(values) if value is not None]
    if not all(isfinite(value) for _, value in points):
        raise ValueError("a month without a value is None, never NaN")
    return points


def _sevens_on_one_side(points: list[tuple[int, float]], centre: float) -> list[Signal]:
    found = []
    off_centre = [(i, value) for i, value in points if value != centre]
    for above, group in groupby(off_centre, key=lambda point: point[1] > centre):
        run = [i for i, _ in group]
        if len(run) >= SEVEN:
            kind = SignalKind.SEVEN_ABOVE if above else SignalKind.SEVEN_BELOW
            found.append(Signal(run[SEVEN - 1], kind, run[0]))
    return found


def _sevens_in_one_direction(points: list[tuple[int, float]]) -> list[Signal]:
    """Seven points in a row, hence six steps, that all rise or all fall."""
    found = []
    for direction, group in groupby(pairwise(points), key=_direction):
        steps = list(group)
        if direction and len(steps) >= SEVEN - 1:
            kind = SignalKind.SEVEN_RISING if direction > 0 else SignalKind.SEVEN_FALLING
            found.append(Signal(steps[SEVEN - 2][1][0], kind, steps[0][0][0]))
    return found


def _direction(step: tuple[tuple[int, float], tuple[int, float]]) -> int:
    (_, before), (_, after) = step
    return (after > before) - (after < before)


def _likely_runs(above: int, below: int) -> tuple[int, int]:
    """The fewest and most runs that are likely when so many values fall above and below in random order."""
    if not (above and below):
        return (1, 1) if above or below else (0, 0)
    orders = comb(above + below, above)
    ways = [_orders_with(runs, above, below) for runs in range(above + below + 1)]
    likely = [
        runs
        for runs in range(2, above + below + 1)
        if 40 * sum(ways[: runs + 1]) > orders and 40 * sum(ways[runs:]) > orders
    ]
    return likely[0], likely[-1]


def _orders_with(runs: int, above: int, below: int) -> int:
    """In how many orders the values form so many runs: each side's is cut into its share of the runs."""
    if runs < 2:
        return 0
    more, fewer = (runs + 1) // 2 - 1, runs // 2 - 1
    one = comb(above - 1, more) * comb(below - 1, fewer)
    return one + comb(above - 1, fewer) * comb(below - 1, more)
