"""95% intervals for shares, rates, means and differences, from plain numbers."""

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any

import numpy as np
from scipy.special import gammaincinv, ndtri, stdtrit

TAIL = 0.025
Z = float(ndtri(1 - TAIL))


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and the ends of its 95% interval.

    `low` and `high` are both None for a census value, which has no interval. For a median time, `value`,
    `low` or `high` is None when the data do not reach it: "not yet known", open upwards.
    """

    value: float | None
    low: float | None
    high: float | None


def wilson(part: int, whole: int, *, population: int | None = None) -> Interval:
    """The share `part` of `whole` with its Wilson score interval, within 0..1.

    With `population` N, `whole` is a simple random sample of N and the interval uses the effective sample
    size n(N-1)/(N-n); a sample of everybody has an interval of no width.
    Raises ValueError when `whole` is not positive, `part` is not in 0..whole, or N is below `whole`.
    Source: Wilson 1927, J Am Stat Assoc 22:209; Brown, Cai and DasGupta 2001, Stat Sci 16:101.
    """
    value = _proportion(part, whole)
    _check_population(whole, population)
    if population == whole:
        return Interval(value, value, value)
    size = whole if population is None else whole * (population - 1) / (population - whole)
    return Interval(value, *score_ends(value, size))


def poisson(events: int, exposure: float) -> Interval:
    """Events per unit of exposure with the exact Poisson interval.

    Raises ValueError when `events` is negative or `exposure` is not positive.
    Source: Garwood 1936, Biometrika 28:437.
    """
    if events < 0 or not exposure > 0:
        raise ValueError(f"{events} events in an exposure of {exposure} is no rate")
    low = float(gammaincinv(events, TAIL)) if events else 0.0
    high = float(gammaincinv(events + 1, 1 - TAIL))
    return Interval(events / exposure, low / exposure, high / exposure)


def mean(total: float, squares: float, n: int, *, population: int | None = None) -> Interval:
    """The mean of n values with Student's t interval, from their sum and the sum of their squares.

    The sums may be int, float or Decimal; they are combined as exact fractions, so large values with a
    small spread lose nothing. With `population` N, the values are a simple random sample of N and their
    variance is taken (1 - n/N) times. The interval is not cut to the scale of the answers.
    Raises ValueError when n < 2, N < n, or no n values can have these sums.
    """
    if n < 2:
        raise ValueError(f"a mean of {n} values has no interval")
    _check_population(n, population)
    value = Fraction(total) / n
    spread = n * Fraction(squares) - Fraction(total) ** 2
    # Sums of floats are already rounded, so a spread a hair below nothing is nothing.
    if spread < -abs(n * Fraction(squares)) / 10**9:
        raise ValueError(f"no {n} values have the sum {total} and the sum of squares {squares}")
    unseen = 1 if population is None else 1 - Fraction(n, population)
    variance = max(spread, Fraction(0)) / (n * n * (n - 1)) * unseen
    half = float(stdtrit(n - 1, 1 - TAIL)) * sqrt(variance)
    return Interval(float(value), float(value) - half, float(value) + half)


def share(part: float, whole: float) -> Interval:
    """The census value part / whole: the whole population was counted, so there is no interval.

    May pass 1 where the indicator is a ratio (hours per member, visits per 100 households).
    Raises ValueError when `whole` is not positive or `part` is negative.
    """
    if part < 0 or not whole > 0:
        raise ValueError(f"{part} of {whole} is no share")
    return Interval(part / whole, None, None)


def difference(part1: int, whole1: int, part2: int, whole2: int) -> Interval:
    """The first share minus the second, of independent groups, with Newcombe's hybrid score interval.

    Raises ValueError when either is no share.
    Source: Newcombe 1998, Stat Med 17:873, method 10.
    """
    value1, value2 = _proportion(part1, whole1), _proportion(part2, whole2)
    low, high = newcombe(value1, score_ends(value1, whole1), value2, score_ends(value2, whole2))
    return Interval(value1 - value2, max(-1.0, float(low)), min(1.0, float(high)))


def newcombe(value1: Any, ends1: tuple[Any, Any], value2: Any, ends2: tuple[Any, Any]) -> tuple[Any, Any]:
    """The ends of the interval of `value1 - value2` from those of each share; numbers or arrays of them."""
    (low1, high1), (low2, high2), value = ends1, ends2, value1 - value2
    return value - np.hypot(value1 - low1, high2 - value2), value + np.hypot(high1 - value1, value2 - low2)


def _proportion(part: int, whole: int) -> float:
    if not 0 <= part <= whole or whole == 0:
        raise ValueError(f"{part} of {whole} is no share")
    return part / whole


def score_ends(value: float, size: float) -> tuple[float, float]:
    """The ends of the Wilson interval of a share `value` of `size`."""
    shrink = 1 + Z * Z / size
    centre = (value + Z * Z / (2 * size)) / shrink
    half = Z * sqrt(value * (1 - value) / size + Z * Z / (4 * size * size)) / shrink
    # The ends are exactly 0 at none and 1 at all; rounding must not make them -1e-17 or miss the value.
    low = max(0.0, min(centre - half, value)) if value > 0 else 0.0
    high = min(1.0, max(centre + half, value)) if value < 1 else 1.0
    return low, high


def _check_population(n: int, population: int | None) -> None:
    if population is not None and population < n:
        raise ValueError(f"{n} cannot be a sample of {population}")
