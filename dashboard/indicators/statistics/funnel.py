"""Which courtyards differ from the site by more than chance: funnel limits."""

from bisect import bisect_left
from collections.abc import Callable, Collection
from enum import StrEnum, auto
from typing import Literal

from scipy.special import bdtr, pdtr

WATCH, CLEAR = 0.95, 0.998
# No count of events comes near it; the search below needs an end.
MOST_EVENTS = 2**40

Kind = Literal["proportion", "rate"]


class Place(StrEnum):
    """Where a courtyard lies in the funnel around the site's value."""

    CLEARLY_HIGH = auto()
    CLEARLY_LOW = auto()
    WATCH_HIGH = auto()
    WATCH_LOW = auto()
    ALIKE = auto()


def binomial_limits(centre: float, whole: int, level: float) -> tuple[float, float]:
    """The interpolated exact limits of a share of `whole` around the share `centre`, within 0..1.

    A count lies outside just when its own tail, itself included, has less than (1 - level) / 2.
    The lower limit is Spiegelhalter's. His upper limit flags a count already when the tail *beyond* it is
    that small: 20 of 20 around 95% would be "clearly high" although one courtyard in three does that by
    chance. Ours is one case higher, the mirror of the lower limit.
    Raises ValueError when `centre` is outside 0..1, `whole` not positive or `level` not within 0..1.
    Source: Spiegelhalter 2005, Stat Med 24:1185, appendix A.1.1.
    """
    if not 0 <= centre <= 1 or whole <= 0:
        raise ValueError(f"no limits for {whole} around a share of {centre}")
    low, high = _limits(lambda count: float(bdtr(count, whole, centre)), whole, level)
    return low / whole, high / whole


def poisson_limits(centre_rate: float, exposure: float, level: float) -> tuple[float, float]:
    """The interpolated exact limits of events per unit of `exposure` around `centre_rate`.

    Built like `binomial_limits`, with the same upper limit one event above Spiegelhalter's.
    Raises ValueError when the rate is negative, `exposure` not positive or `level` not within 0..1.
    """
    if centre_rate < 0 or not exposure > 0:
        raise ValueError(f"no limits for an exposure of {exposure} around a rate of {centre_rate}")
    expected = centre_rate * exposure
    low, high = _limits(lambda count: float(pdtr(count, expected)), MOST_EVENTS, level)
    return low / exposure, high / exposure


def place(part: int, whole: float, centre: float, kind: Kind) -> Place:
    """Where `part` of `whole` (cases, or an exposure) lies around the site's value `centre`.

    Beyond the 99.8% limits is clearly high or low, between 95% and 99.8% is to be watched; a value on a
    limit is within it. High is neither good nor bad here.
    Raises ValueError as the limits do, and when a share's `part` or `whole` is impossible.
    """
    if part < 0 or (kind == "proportion" and (part > whole or whole != int(whole))):
        raise ValueError(f"{part} of {whole} is no {kind}")
    for level, low_place, high_place in (
        (CLEAR, Place.CLEARLY_LOW, Place.CLEARLY_HIGH),
        (WATCH, Place.WATCH_LOW, Place.WATCH_HIGH),
    ):
        if kind == "proportion":
            low, high = binomial_limits(centre, int(whole), level)
        else:
            low, high = poisson_limits(centre, whole, level)
        if not low <= part / whole <= high:
            return low_place if part / whole < low else high_place
    return Place.ALIKE


def overdispersed(places: Collection[Place]) -> bool:
    """Whether more than 1 in 10 are clearly high or low: then the units differ by more than chance."""
    outside = sum(each in (Place.CLEARLY_HIGH, Place.CLEARLY_LOW) for each in places)
    return 10 * outside > len(places)


def _limits(cumulative: Callable[[int], float], most: int, level: float) -> tuple[float, float]:
    """The limits as counts, of a distribution over 0..most given by its cumulative probability."""
    if not 0 < level < 1:
        raise ValueError(f"{level} is no level")
    tail = (1 - level) / 2
    low, high = _quantile(cumulative, most, tail), _quantile(cumulative, most, 1 - tail) + 1
    return max(0.0, low), min(float(most), high)


def _quantile(cumulative: Callable[[int], float], most: int, probability: float) -> float:
    """The count at which the distribution reaches `probability`, interpolated; above -1, at most `most`."""
    count = bisect_left(range(most), probability, key=cumulative)
    reached = cumulative(count)
    before = cumulative(count - 1) if count else 0.0
    return count - (reached - probability) / (reached - before)
