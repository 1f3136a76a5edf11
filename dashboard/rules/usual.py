"""What is usual: a range from past values, so that an unusual one is questioned, never refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import quantiles

FEWEST = 6
"""With fewer past values nothing is judged."""
FENCE = 1.5
"""How many quartile ranges beyond the quartiles a value still counts as usual (Tukey)."""
NORMAL = 1.349
"""The quartile range of a normal distribution, in standard deviations."""


@dataclass(frozen=True)
class Range:
    """The usual range of a number, both ends included, around the median of its past values."""

    low: float
    high: float
    median: float

    def is_unusual(self, value: float) -> bool:
        """Whether a value lies outside the usual range."""
        return not self.low <= value <= self.high


def usual(past: Sequence[float]) -> Range | None:
    """The usual range after past values; None where they are too few to tell.

    Tukey's fences: the quartiles less and plus 1.5 times their distance (J. W. Tukey, Exploratory Data
    Analysis, 1977, ch. 2), the quartiles interpolated as type 7 of R. J. Hyndman and Y. Fan, The American
    Statistician 50 (1996) 361. Quartiles that lie closer together than those of a count that varies by
    chance alone (Poisson, standard deviation √median) are taken as that far apart: six equal months do not
    make the seventh suspicious. Where no past value is negative neither is the low end.
    """
    if len(past) < FEWEST:
        return None
    first, median, third = quantiles(past, n=4, method="inclusive")
    chance = NORMAL * sqrt(max(abs(median), 1))
    if third - first < chance:
        middle = (first + third) / 2
        first, third = middle - chance / 2, middle + chance / 2
    low, high = first - FENCE * (third - first), third + FENCE * (third - first)
    return Range(low=max(low, 0) if min(past) >= 0 else low, high=high, median=median)
