"""False alarms: how often chance alone is called a difference, where there is none. Computed, not assumed."""

from collections.abc import Iterable
from math import ceil, floor, prod

import numpy as np
from scipy.special import bdtr

from dashboard.indicators.statistics.funnel import binomial_limits
from dashboard.indicators.statistics.intervals import newcombe, score_ends

ENOUGH = 1000
"""More cases than that change the rate no more, only the time that it takes."""


def of_difference(share: float, whole1: int, whole2: int) -> float:
    """The probability (0-1) that two groups of one true `share` are told apart by the 95% interval of their
    difference: every pair of counts is weighed by its own probability.

    Raises ValueError when `share` is outside 0..1 or a group is empty.
    """
    if not 0 <= share <= 1 or min(whole1, whole2) < 1:
        raise ValueError(f"no alarm for {whole1} and {whole2} around a share of {share}")
    sizes = [min(whole, ENOUGH) for whole in (whole1, whole2)]
    (value1, ends1, weight1), (value2, ends2, weight2) = (_every(share, size) for size in sizes)
    across = (ends1[0][:, None], ends1[1][:, None])
    low, high = newcombe(value1[:, None], across, value2[None, :], (ends2[0][None, :], ends2[1][None, :]))
    return float(weight1 @ ((low > 0) | (high < 0)) @ weight2)


def of_funnel(share: float, whole: int, level: float) -> float:
    """The probability (0-1) that one of the site's own `share` lies outside the funnel's limits of `level`.

    Raises ValueError as the limits do.
    """
    low, high = (end * whole for end in binomial_limits(share, whole, level))
    below = float(bdtr(ceil(low) - 1, whole, share)) if low > 0 else 0.0
    above = 1 - float(bdtr(floor(high), whole, share)) if high < whole else 0.0
    return below + above


def any_of(alarms: Iterable[float]) -> float:
    """The probability of at least one alarm among those that do not depend on each other."""
    return 1 - prod(1 - one for one in alarms)


def _every(share: float, size: int) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray], np.ndarray]:
    """Of every count 0..size: the share, the ends of its interval, how probable it is."""
    counts = np.arange(size + 1)
    values = counts / size
    lows, highs = np.array([score_ends(float(value), size) for value in values]).T
    reached = bdtr(counts, size, share)
    return values, (lows, highs), np.diff(reached, prepend=0.0)
