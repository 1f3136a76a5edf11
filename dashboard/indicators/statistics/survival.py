"""The median of times that are partly still running: Kaplan-Meier."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import exp, inf, log, sqrt

from dashboard.indicators.statistics.intervals import Interval, Z

HALF = Fraction(1, 2)


def km_median(times: Mapping[int, tuple[int, int]]) -> Interval:
    """The Kaplan-Meier median of days with its Brookmeyer-Crowley 95% interval on the log-log scale.

    `times` maps a day to (cases closed on it, cases still open when last seen on it). A case open on a day
    counts as at risk on that day. The median is the first day on which at most half are still open; where
    exactly half are, R's survfit takes the middle of that step, we its first day as lifelines does.
    An end of the interval is the first day on which that bound of the curve is at most half; the day on
    which the last case is closed ends both. What is not reached is None.
    Raises ValueError when there is no case, or a day or count is negative.
    Source: Kaplan and Meier 1958, J Am Stat Assoc 53:457; Brookmeyer and Crowley 1982, Biometrics 38:29;
    Kalbfleisch and Prentice 1980 (log-log scale).
    """
    if any(day < 0 or closed < 0 or still_open < 0 for day, (closed, still_open) in times.items()):
        raise ValueError("days and counts are not negative")
    if not any(closed + still_open for closed, still_open in times.values()):
        raise ValueError("a median needs at least one case")
    value = low = high = None
    for day, survival, lower, upper in _curve(times):
        value = float(day) if value is None and survival <= HALF else value
        low = float(day) if low is None and lower <= HALF else low
        high = float(day) if high is None and upper <= HALF else high
    return Interval(value, low, high)


def _curve(times: Mapping[int, tuple[int, int]]) -> Iterator[tuple[int, Fraction, float, float]]:
    """Day, share still open, and its lower and upper bound, for each day in order.

    The share is an exact fraction: 9/10 · 8/9 · ... must meet a half when it is a half.
    """
    at_risk = sum(closed + still_open for closed, still_open in times.values())
    survival, greenwood = Fraction(1), 0.0
    for day, (closed, still_open) in sorted(times.items()):
        if closed:
            survival *= Fraction(at_risk - closed, at_risk)
            greenwood += closed / (at_risk * (at_risk - closed)) if closed < at_risk else inf
        at_risk -= closed + still_open
        yield day, survival, *_bounds(survival, greenwood)


def _bounds(survival: Fraction, greenwood: float) -> tuple[float, float]:
    """The ends of S^exp(±z·sqrt(greenwood)/log S); certain where nobody or everybody is still open."""
    if survival in (0, 1):
        return float(survival), float(survival)
    hazard = -log(survival)
    width = Z * sqrt(greenwood) / hazard
    return exp(-hazard * exp(width)), exp(-hazard * exp(-width))
