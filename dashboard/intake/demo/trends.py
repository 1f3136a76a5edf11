"""The rates of response, solution and satisfaction of a courtyard on a day."""

from datetime import date

from numpy.random import Generator

from dashboard.intake.demo.chance import Quota
from dashboard.intake.demo.inputs import inputs
from dashboard.intake.demo.window import ramp
from dashboard.intake.demo.world import World, Yard


class Trends:
    """Most courtyards improve over the window, some stay as they are, one gets worse."""

    def __init__(self, world: World, rng: Generator) -> None:
        self.window = world.window
        self.given = inputs("requests")["rates"]
        self.quota = Quota(rng)

    def rate(self, of: str, yard: Yard, day: date) -> float:
        """The expected share of "response", "solved" or "satisfied"."""
        worse = self.given["worse"]
        if yard.no == worse["courtyard"]:
            way = (day - self.window.first).days / (
                self.window.month(worse["months"]) - self.window.first
            ).days
            return ramp(worse[of], min(1.0, way))
        if yard.no in self.given["flat"]["courtyards"]:
            return float(self.given["flat"][of])
        return ramp(self.given[of], self.window.progress(day))

    def is_worse(self, yard: Yard, day: date) -> bool:
        """Whether a courtyard has come down to its worse rates."""
        worse = self.given["worse"]
        return yard.no == worse["courtyard"] and day >= self.window.month(worse["months"])

    def draw(self, of: str, yard: Yard, share: float) -> bool:
        """Yes with the share, kept in every stretch of a courtyard's time."""
        return self.quota.draw(share, key=(of, yard.no))
