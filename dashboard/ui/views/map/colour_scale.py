"""How an amount becomes one of ten steps of a fill, and what each step is called."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, log10

from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.scores import Score

STEPS = 10
HIGH = Fraction(7, 10)


@dataclass(frozen=True)
class Scale:
    """Ten steps of an amount from `first` on, each `step` wide; the first and the last are open."""

    step: float
    first: float = 0.0

    def of(self, value: float) -> int:
        """The step (0-9) that a value falls in."""
        return max(0, min(STEPS - 1, floor((value - self.first) / self.step + 1e-9)))


def scale(key: str | None, scores: Iterable[Score]) -> Scale:
    """The amount's scale: single matters, tenths of a share (twentieths from a half on where the target
    lies high), else a round step; months stay comparable."""
    if key is None:
        return Scale(1)
    if CATALOGUE[key].unit.is_share:
        target = CATALOGUE[key].target
        return Scale(0.05, 0.5) if target and target.exact >= HIGH else Scale(0.1)
    highest = max((one.value or 0 for one in scores), default=0) or 1
    unit = 10 ** floor(log10(highest / STEPS))
    return Scale(next(unit * n for n in (1, 2, 5, 10) if unit * n * STEPS >= highest))


def steps(measure: Scale, key: str | None) -> list[str]:
    """What each step of the fill means, in words, low to high."""
    indicator = CATALOGUE[key] if key else None
    lows = [measure.first + measure.step * n for n in range(STEPS)]
    if indicator is None:
        return [*(str(round(low)) for low in lows[:-1]), f"{round(lows[-1])}+"]
    if indicator.unit.is_share:
        texts = [f"{round(low * 100)}%" for low in lows]
        return [f"<{texts[1]}", *texts[1:]] if measure.first else texts
    digits = max(0, ceil(-log10(measure.step)))
    return [f"{low:.{digits}f}" for low in lows]
