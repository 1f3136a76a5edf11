"""A number beside an earlier one of its own, and what may be said of the difference."""

from dataclasses import dataclass

from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Stat
from dashboard.indicators.scores import Compared, Score, apart


@dataclass(frozen=True)
class Change:
    """An indicator as it stood `before` and as it stands `now`."""

    before: Score
    now: Score

    @property
    def said(self) -> Compared:
        """Of a share: clearly better, clearly worse, or alike, which means that it may be chance."""
        return apart(CATALOGUE[self.now.key], self.now, self.before)

    @property
    def may_be_chance(self) -> bool | None:
        """Of shares the difference itself is judged, of other numbers whether their intervals overlap; None
        where a number has no interval: everybody was counted."""
        ends = (self.before.low, self.before.high, self.now.low, self.now.high)
        if any(end is None for end in ends):
            return None
        if CATALOGUE[self.now.key].stat is Stat.PROPORTION:
            return self.said is Compared.ALIKE
        low, high, now_low, now_high = (0.0 if end is None else end for end in ends)
        return low <= now_high and now_low <= high
