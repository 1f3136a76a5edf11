"""Ways to draw: by weight, and with shares that are kept in every stretch."""

from collections.abc import Hashable, Mapping
from math import exp
from statistics import NormalDist

import numpy as np
from numpy.random import Generator

NORMAL = NormalDist()


def pick(weights: Mapping[str, float], rng: Generator) -> str:
    """One of the keys, by their weights."""
    keys, values = list(weights), np.array(list(weights.values()), dtype=float)
    return keys[int(rng.choice(len(keys), p=values / values.sum()))]


class Quota:
    """Yes or no, or how many, by an expected number that is kept in every stretch; apart by key.

    Independent draws would now and then miss a stated share by chance alone.
    """

    def __init__(self, rng: Generator) -> None:
        self.rng = rng
        self.owed: dict[Hashable, float] = {}

    def count(self, expected: float, key: Hashable = None) -> int:
        """How many, so that their sum stays within one of the sum of what was expected."""
        owed = self.owed.get(key, float(self.rng.random())) + expected
        self.owed[key] = owed - int(owed)
        return int(owed)

    def owe(self, number: float, key: Hashable = None) -> None:
        """Make up later for what could not be had now."""
        self.owed[key] = self.owed.get(key, 0.0) + number

    def draw(self, share: float, key: Hashable = None) -> bool:
        """Yes with the share."""
        return self.count(share, key) > 0


class Even:
    """Numbers between 0 and 1 that fill the interval evenly, however few are drawn; apart by key.

    The golden ratio's multiples, from a start of chance.
    """

    STEP = 0.6180339887498949

    def __init__(self, rng: Generator) -> None:
        self.rng = rng
        self.at: dict[Hashable, float] = {}

    def next(self, key: Hashable = None) -> float:
        at = (self.at.get(key, float(self.rng.random())) + self.STEP) % 1
        self.at[key] = at
        return min(max(at, 1e-6), 1 - 1e-6)

    def lognormal(self, median: float, sigma: float, key: Hashable = None) -> float:
        """Lognormal values whose median is nearly the stated one in every stretch."""
        return median * exp(sigma * NORMAL.inv_cdf(self.next(key)))
